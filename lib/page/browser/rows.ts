/// <reference lib="dom" />
import type { PageData, PageTable } from "../model.ts";
import { bytesOf, find } from "./dom.ts";

/** What the page was made with, which is packed in it to a quarter of its size. */
export const data: PageData = await new Response(
  new Blob([bytesOf(find("#data").textContent!)])
    .stream().pipeThrough(new DecompressionStream("gzip")),
).json();

/** A row of a chart's data. */
export type Row = Record<string, unknown>;

/** A table's rows, new ones at each call: Vega writes into those it is given. */
export function rowsOf(columns: PageTable): Row[] {
  const names = Object.keys(columns);
  const { length } = columns[names[0]] ?? [];
  return Array.from(
    { length },
    (_, index) => Object.fromEntries(names.map((name) => [name, columns[name][index]])),
  );
}
