/// <reference lib="dom" />
import type { Columns, PageData } from "../model.ts";
import { find } from "./dom.ts";

/** What the page was made with. */
export const data: PageData = JSON.parse(find("#data").textContent!);

/** A row of a chart's data. */
export type Row = Record<string, unknown>;

/** A table's rows, new ones at each call: Vega writes into those it is given. */
export function rowsOf(columns: Columns): Row[] {
  const names = Object.keys(columns);
  const { length } = columns[names[0]] ?? [];
  return Array.from(
    { length },
    (_, index) => Object.fromEntries(names.map((name) => [name, columns[name][index]])),
  );
}
