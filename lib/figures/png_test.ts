import { Resvg } from "@resvg/resvg-js";
import { assert, assertEquals } from "../testing/assert.ts";
import { encodePng } from "./png.ts";

/** RGBA pixels of a PNG, by way of an SVG that holds it. */
function decode(png: Uint8Array, width: number, height: number): Uint8Array {
  const image = `<image width="${width}" height="${height}" ` +
    `href="data:image/png;base64,${png.toBase64()}"/>`;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${image}</svg>`;
  return new Uint8Array(new Resvg(svg).render().pixels);
}

Deno.test("encodePng() keeps up to 256 colours as they are", () => {
  const [width, height] = [16, 16];
  const pixels = Uint8Array.from(
    { length: 4 * width * height },
    (_, at) => [at >> 2, 255 - (at >> 2), 7, 255][at % 4],
  );
  assertEquals(decode(encodePng({ width, height, pixels }), width, height), pixels);
});

Deno.test("encodePng() draws more colours as near ones, frequent or not", () => {
  const [width, height] = [64, 64];
  // A ramp in the first rows, white for the rest.
  const pixels = Uint8Array.from({ length: 4 * width * height }, (_, at) => {
    const pixel = at >> 2;
    return pixel < 1024 ? [pixel >> 2, pixel % 256, 255 - (pixel >> 2), 255][at % 4] : 255;
  });
  const drawn = decode(encodePng({ width, height, pixels }), width, height);
  const errors = pixels.map((value, at) => Math.abs(value - drawn[at]));
  const largest = errors.reduce((max, error) => Math.max(max, error), 0);
  assert(largest > 0 && largest <= 12, `by up to ${largest}`);
});
