import { textWidth } from "../figures/font.ts";

/** A text of an SVG and the space it takes in the coordinates of the view box. */
export interface TextBox {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** x' = a·x − b·y + x0, y' = b·x + a·y + y0: what translations and quarter turns make. */
type Transform = readonly [a: number, b: number, x0: number, y0: number];

/** Every line of text in an SVG that Vega wrote. */
export function textBoxes(svg: string): TextBox[] {
  const boxes: TextBox[] = [];
  const transforms: Transform[] = [[1, 0, 0, 0]];
  const elements = /<(\/?)(g|text|tspan)\b([^>]*?)(\/?)>([^<]*)/g;
  let text: { attributes: string; transform: Transform } | undefined;
  let dy = 0;
  for (const [, closing, tag, attributes, selfClosing, content] of svg.matchAll(elements)) {
    if (closing) {
      if (tag === "g") transforms.pop();
      continue;
    }
    if (tag !== "tspan") {
      const transform = compose(transforms.at(-1)!, attribute(attributes, "transform") ?? "");
      if (tag === "g" && !selfClosing) transforms.push(transform);
      if (tag === "text") {
        text = { attributes, transform };
        dy = 0;
      }
    } else {
      dy += Number(attribute(attributes, "dy") ?? 0);
    }
    if (tag !== "g" && content.trim() !== "") boxes.push(box(content, text!, dy));
  }
  return boxes;
}

function box(
  content: string,
  { attributes, transform: [a, b, x0, y0] }: { attributes: string; transform: Transform },
  dy: number,
): TextBox {
  const text = content.replace(
    /&(lt|gt|amp);/g,
    (_, name: "lt" | "gt" | "amp") => ({ lt: "<", gt: ">", amp: "&" })[name],
  );
  const size = parseFloat(attribute(attributes, "font-size")!);
  const weight = attribute(attributes, "font-weight") === "bold" ? "bold" : "normal";
  const width = textWidth(text, { size, weight });
  const anchor = attribute(attributes, "text-anchor");
  const x = anchor === "middle" ? -width / 2 : anchor === "end" ? -width : 0;
  // From the height of capitals to below the baseline.
  const corners = [[x, dy - 0.73 * size], [x + width, dy + 0.2 * size]]
    .map(([px, py]) => [a * px - b * py + x0, b * px + a * py + y0]);
  const xs = corners.map(([px]) => px);
  const ys = corners.map(([, py]) => py);
  return {
    text,
    left: Math.min(...xs),
    top: Math.min(...ys),
    right: Math.max(...xs),
    bottom: Math.max(...ys),
  };
}

function compose([a, b, x0, y0]: Transform, attribute: string): Transform {
  let result: Transform = [a, b, x0, y0];
  for (const [, kind, values] of attribute.matchAll(/(\w+)\(([^)]*)\)/g)) {
    const [first, second = 0] = values.split(/[ ,]+/).map(Number);
    const [p, q, x, y] = result;
    if (kind === "translate") {
      result = [p, q, p * first - q * second + x, q * first + p * second + y];
    } else if (kind === "rotate") {
      const cos = Math.round(Math.cos(first * Math.PI / 180));
      const sin = Math.round(Math.sin(first * Math.PI / 180));
      result = [p * cos - q * sin, q * cos + p * sin, x, y];
    }
  }
  return result;
}

function attribute(attributes: string, name: string): string | undefined {
  return attributes.match(new RegExp(`(?:^|\\s)${name}="([^"]*)"`))?.[1];
}
