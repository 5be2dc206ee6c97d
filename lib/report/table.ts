import { escapeHtml } from "./page/markup.ts";

/** A column: its title, and what stands in it for a row. */
export type Column<Row> = readonly [title: string, text: (row: Row) => string];

/** The table for front ends that show HTML. */
export function htmlTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const head = columns.map(([title]) => `<th>${escapeHtml(title)}</th>`).join("");
  const body = rows.map((row) =>
    columns.map(([, text]) => `<td style="text-align:left">${escapeHtml(text(row))}</td>`).join("")
  ).map((cells) => `<tr>${cells}</tr>`).join("");
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

/**
 * The table in Markdown, columns padded to one width as a formatter would; cells are Markdown
 * already.
 */
export function markdownTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = [
    columns.map(([title]) => title),
    ...rows.map((row) => columns.map(([, text]) => text(row))),
  ];
  const widths = columns.map((_, at) => Math.max(3, ...cells.map((row) => row[at].length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at])).join(" | ")} |`;
  const [head, ...body] = cells.map(line);
  return [head, line(widths.map((width) => "-".repeat(width))), ...body].join("\n");
}
