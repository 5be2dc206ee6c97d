import { plainText } from "../plain_text.ts";

/** Rows of cells in columns as wide as their widest cell; control characters are escaped. */
export function textTable(cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row) => row.map(plainText));
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i])).join("  ").trimEnd())
    .join("\n");
}

/** A number to three significant digits; empty for undefined. */
export function brief(value?: number): string {
  return value === undefined ? "" : String(Number(value.toPrecision(3)));
}
