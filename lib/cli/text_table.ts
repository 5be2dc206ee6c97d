/** Rows of cells in columns as wide as their widest cell. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i])).join("  ").trimEnd())
    .join("\n");
}

/** A number to three significant digits; nothing for none. */
export function brief(value?: number): string {
  return value === undefined ? "" : String(Number(value.toPrecision(3)));
}
