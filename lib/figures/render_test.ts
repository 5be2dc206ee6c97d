import { Resvg } from "@resvg/resvg-js";
import { assert, assertEquals, assertRejects } from "../testing/assert.ts";
import { textWidth } from "./font.ts";
import { renderPng, renderSvg } from "./render.ts";
import { config, type FigureSpec } from "./theme.ts";

/** A square of one colour, in a view of its own so that clip paths and gradients are numbered. */
function square(colour: string): FigureSpec {
  return {
    config,
    title: { text: "Title", subtitle: "subtitle" },
    width: 40,
    height: 40,
    view: { stroke: null },
    data: { values: [{ value: 1, end: 2 }] },
    mark: { type: "rect" as const, color: colour, opacity: 1, clip: true },
    encoding: {
      x: { field: "value", type: "quantitative" as const, axis: null, scale: { domain: [1, 2] } },
      x2: { field: "end" },
    },
  };
}

/** Width, height and RGBA pixels of a PNG, by way of an SVG that holds it. */
function decode(png: Uint8Array) {
  const header = new DataView(png.buffer, png.byteOffset);
  assertEquals([...png.subarray(0, 8)], [137, 80, 78, 71, 13, 10, 26, 10]);
  const width = header.getUint32(16);
  const height = header.getUint32(20);
  const image = `<image width="${width}" height="${height}" ` +
    `href="data:image/png;base64,${png.toBase64()}"/>`;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${image}</svg>`;
  return { width, height, pixels: new Resvg(svg).render().pixels };
}

Deno.test("renderPng() draws two pixels for each of the SVG's, in the figure's colours", async () => {
  const svg = await renderSvg(square("#ff0000"));
  const [, width, height] = svg.match(/viewBox="0 0 (\S+) (\S+)"/)!.map(Number);
  const png = decode(renderPng(svg));
  assertEquals([png.width, png.height], [2 * width, 2 * height]);
  let red = 0;
  let dark = 0;
  for (let i = 0; i < png.pixels.length; i += 4) {
    const [r, g, b, alpha] = png.pixels.subarray(i, i + 4);
    assertEquals(alpha, 255);
    if (r === 255 && g === 0 && b === 0) red++;
    if (r < 64 && g < 64 && b < 64) dark++;
  }
  assertEquals(red, 80 * 80);
  assert(dark > 200, `Text is drawn with ${dark} dark pixels`);
});

Deno.test("rendering gives the same bytes each time, also beside other figures", async () => {
  const first = await renderSvg(square("#00ff00"));
  assert(first.includes("clip0"), "The figure has a clip path, whose number could differ");
  const later = await Promise.all(
    ["#00ff00", "#0000ff", "#00ff00"].map((colour) => renderSvg(square(colour))),
  );
  assertEquals([later[0], later[2]], [first, first]);
  assertEquals(renderPng(later[2]), renderPng(first));
  assert(later[1] !== first);
});

Deno.test("renderSvg() makes room for text as wide as the font draws it", async () => {
  const title = "Wiliwili".repeat(8);
  const svg = await renderSvg({ ...square("#ff0000"), title: { text: title } });
  const [, width] = svg.match(/viewBox="0 0 (\S+) /)!.map(Number);
  const padding = 12;
  assertEquals(width, Math.ceil(textWidth(title, { size: 15, weight: "bold" })) + 2 * padding);
});

Deno.test("renderSvg() refuses what Vega-Lite would leave out", async () => {
  const spec: FigureSpec = {
    data: { values: [{ a: 1 }] },
    mark: "bar",
    encoding: { x: { field: "a", type: "quantitative" }, shape: { field: "a", type: "nominal" } },
  };
  await assertRejects(() => renderSvg(spec), TypeError, "shape");
});
