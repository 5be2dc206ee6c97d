/// <reference lib="dom" />

const svg = "http://www.w3.org/2000/svg";

/** Values as bars from a common line, unit by unit; the domain stays as it is given. */
export function drawBars(
  place: HTMLElement,
  values: ArrayLike<number>,
  { domain: [min, max], label, classOf }: {
    domain: readonly [number, number];
    label: string;
    classOf?: (index: number) => string;
  },
): void {
  const [width, height] = [100, 40];
  const picture = document.createElementNS(svg, "svg");
  picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
  picture.setAttribute("preserveAspectRatio", "none");
  const at = (value: number) =>
    height * (1 - (Math.max(min, Math.min(max, value)) - min) / (max - min));
  const zero = at(Math.max(min, Math.min(max, 0)));
  const step = width / values.length;
  for (let index = 0; index < values.length; index++) {
    const y = at(values[index]);
    const bar = document.createElementNS(svg, "rect");
    bar.setAttribute("x", String(index * step + 0.1 * step));
    bar.setAttribute("width", String(0.8 * step));
    bar.setAttribute("y", String(Math.min(y, zero)));
    bar.setAttribute("height", String(Math.max(0.3, Math.abs(y - zero))));
    bar.setAttribute("class", classOf?.(index) ?? "");
    picture.append(bar);
  }
  const line = document.createElementNS(svg, "path");
  line.setAttribute("d", `M0 ${zero}H${width}`);
  picture.append(line);
  place.setAttribute("aria-label", label);
  place.replaceChildren(picture);
}
