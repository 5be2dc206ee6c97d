import { Buffer } from "node:buffer";
import { crc32, deflateSync } from "node:zlib";

/** Most colours of a palette. */
const COLOURS = 256;

/**
 * Encodes an opaque picture as PNG with a palette, a third of the size of four bytes per pixel.
 * Colours beyond the palette are replaced by near ones.
 *
 * @param pixels RGBA bytes, row by row.
 */
export function encodePng(
  { width, height, pixels }: { width: number; height: number; pixels: Uint8Array },
): Uint8Array {
  const colours = new Uint32Array(pixels.buffer, pixels.byteOffset, width * height);
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const frequent = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)!);
  const { palette, places } = paletteOf(frequent);

  const rows = new Uint8Array((width + 1) * height); // each begins with its filter, none
  colours.forEach((colour, at) => rows[at + Math.floor(at / width) + 1] = places.get(colour)!);
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8); // bits
  header.setUint8(9, 3); // of a place in the palette
  return new Uint8Array(Buffer.concat([
    Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10),
    chunk("IHDR", new Uint8Array(header.buffer)),
    chunk("PLTE", Uint8Array.from(palette.flatMap(channels))),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", new Uint8Array()),
  ]));
}

/** Red, green and blue of a pixel, whose bytes are one number. */
function channels(colour: number): number[] {
  return [...new Uint8Array(Uint32Array.of(colour).buffer, 0, 3)];
}

/**
 * The most frequent colours that differ from each other by more than a step, and the palette index
 * of each colour. The step is the smallest for which the palette suffices.
 */
function paletteOf(frequent: readonly number[]) {
  for (let step = 0;; step++) {
    const palette: number[] = [];
    const chosen: number[][] = [];
    const places = new Map<number, number>();
    for (const colour of frequent) {
      const own = channels(colour);
      let at = chosen.findIndex((other) =>
        other.every((value, index) => Math.abs(value - own[index]) <= step)
      );
      if (at < 0) {
        at = palette.push(colour) - 1;
        chosen.push(own);
      }
      places.set(colour, at);
    }
    if (palette.length <= COLOURS) return { palette, places };
  }
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
