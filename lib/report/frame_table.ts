import type { Frame } from "../frame.ts";
import type { ShownTable } from "./claims_table.ts";
import { type Column, htmlTable } from "./table.ts";

/** Most rows of a table in a notebook. */
const MOST_ROWS = 100;

/**
 * The first 100 rows of a frame as a table. Fractions have five digits: more mean nothing in a loss
 * or an accuracy over 60,000 images, and a float32 rate of 0.1 is 0.10000000149011612.
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
