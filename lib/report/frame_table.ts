import type { Frame } from "../frame.ts";
import type { ShownTable } from "./claims_table.ts";
import { type Column, htmlTable } from "./table.ts";

/** Rows of a table at most; a notebook is read. */
const MOST_ROWS = 100;

/**
 * A frame as a table: fractions with five digits, which is what a loss or an accuracy over 60,000
 * images means (a float32 rate of 0.1 is 0.10000000149011612); the first 100 rows.
 */
export function frameTable(frame: Frame): ShownTable {
  const rows = frame.head(MOST_ROWS).toRecords();
  const columns = frame.columns.map((name): Column<Record<string, unknown>> => [
    name,
    (row) => cellText(row[name]),
  ]);
  const more = frame.height - rows.length;
  const rest = more > 0 ? `${more} more rows` : "";
  return {
    "text/html": htmlTable(columns, rows) + (rest && `<p>${rest}</p>`),
    "text/plain": plainTable(columns, rows) + (rest && `\n${rest}`),
  };
}

function cellText(value: unknown): string {
  if (typeof value === "number" && !Number.isInteger(value)) {
    return String(Number(value.toPrecision(5)));
  }
  return value === null || value === undefined ? "" : String(value);
}

function plainTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const lines = [
    columns.map(([title]) => title),
    ...rows.map((row) => columns.map(([, text]) => text(row))),
  ];
  const widths = columns.map((_, at) => Math.max(...lines.map((cells) => cells[at].length)));
  return lines
    .map((cells) => cells.map((cell, at) => cell.padEnd(widths[at])).join("  ").trimEnd())
    .join("\n");
}
