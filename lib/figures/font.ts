/**
 * DejaVu Sans, the font of matplotlib and so of the report. It comes from npm, so that figures are
 * the same on machines without fonts.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
// Fetches the package, so that import.meta.resolve() finds files.
import "dejavu-fonts-ttf/package.json" with { type: "json" };

const paths = {
  normal: fileURLToPath(import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf")),
  bold: fileURLToPath(import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf")),
};
const faces = { normal: readFace(paths.normal), bold: readFace(paths.bold) };

/** Paths of the TrueType files. */
export const fontFiles: readonly string[] = Object.values(paths);

/** Width in pixels of one line of text, without kerning. */
export function textWidth(
  text: string,
  { size, weight }: { size: number; weight: keyof typeof faces },
): number {
  const { advance, unitsPerEm } = faces[weight];
  let units = 0;
  for (const character of text) units += advance(character.codePointAt(0)!);
  return units * size / unitsPerEm;
}

interface Face {
  readonly unitsPerEm: number;
  /** Width of a character in font units. */
  advance(codePoint: number): number;
}

/** Reads the tables of a TrueType file that widths need: head, hhea, hmtx and cmap (format 4). */
function readFace(path: string): Face {
  const bytes = Deno.readFileSync(path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u16 = (offset: number) => view.getUint16(offset);
  const tables = new Map<string, number>();
  for (let i = 0; i < u16(4); i++) {
    const entry = 12 + 16 * i;
    tables.set(String.fromCharCode(...bytes.subarray(entry, entry + 4)), view.getUint32(entry + 8));
  }
  const table = (tag: string): number => {
    const offset = tables.get(tag);
    if (offset === undefined) {
      throw new SyntaxError(`Cannot read font "${path}": it has no table "${tag}"`);
    }
    return offset;
  };
  const hmtx = table("hmtx");
  const lastMetric = u16(table("hhea") + 34) - 1;
  const cmap = table("cmap");
  const subtable = Array.from(
    { length: u16(cmap + 2) },
    (_, i) => cmap + view.getUint32(cmap + 4 + 8 * i + 4),
  ).find((offset) => u16(offset) === 4);
  if (subtable === undefined) {
    throw new SyntaxError(`Cannot read font "${path}": it has no character map of format 4`);
  }
  const segments = u16(subtable + 6) / 2;
  const ends = subtable + 14;
  const starts = ends + 2 * segments + 2;
  const deltas = starts + 2 * segments;
  const ranges = deltas + 2 * segments;

  const glyph = (codePoint: number): number => {
    for (let i = 0; i < segments; i++) {
      if (codePoint > u16(ends + 2 * i)) continue;
      const start = u16(starts + 2 * i);
      if (codePoint < start) return 0;
      const range = u16(ranges + 2 * i);
      const delta = u16(deltas + 2 * i);
      if (range === 0) return (codePoint + delta) & 0xffff;
      const found = u16(ranges + 2 * i + range + 2 * (codePoint - start));
      return found === 0 ? 0 : (found + delta) & 0xffff;
    }
    return 0;
  };
  return {
    unitsPerEm: u16(table("head") + 18),
    advance: (codePoint) => u16(hmtx + 4 * Math.min(glyph(codePoint), lastMetric)),
  };
}
