import { escapeHtml } from "./markup.ts";

/** A column: its title, and its text for a row. */
export type Column<Row> = readonly [title: string, text: (row: Row) => string];

/** An HTML table. Alignment is set, as front ends differ in it. */
export function htmlTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cell = (tag: "th" | "td", text: string) =>
    `<${tag} style="text-align:left">${escapeHtml(text)}</${tag}>`;
  const head = columns.map(([title]) => cell("th", title)).join("");
  const body = rows.map((row) => {
    const cells = columns.map(([, text]) => cell("td", text(row))).join("");
    return `<tr>${cells}</tr>`;
  }).join("");
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

/** A Markdown table with padded columns, as a formatter would write it. Cells are Markdown. */
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
