import { brief } from "../figures/brief.ts";
import { finite, linesOf, mean, means } from "../figures/description.ts";
import type { LivePanel } from "../figures/live_panels.ts";

/** Values of a line that a table shows, evenly spaced, beside those where the report has points. */
const SHOWN = 8;

/** A panel in numbers: a row for each line, or, of a heat map, a row for every fifth layer. */
export function valueTable({ kind, rows, x, value, series }: LivePanel): string[][] {
  if (kind === "cells") {
    const layers = [...Map.groupBy(rows, ({ layer }) => Number(layer))];
    const shown = layers.filter(([layer], index) => index === 0 || layer % 5 === 0);
    return [
      ["Layer", "lowest", "mean", "highest"],
      ...shown.map(([layer, cells]) => {
        const values = finite(cells, value.field);
        return [layer, Math.min(...values), mean(values), Math.max(...values)].map(brief);
      }),
    ];
  }
  const lines = [...linesOf(rows, series)]
    .map(([name, dots]) => [name, means(dots, x.field, value.field)] as const);
  const longest = lines.map(([, rows]) => rows).sort((a, b) => b.length - a.length)[0];
  const count = Math.min(SHOWN, longest.length);
  const even = Array.from(
    { length: count },
    (_, i) => longest[Math.round(i * (longest.length - 1) / Math.max(1, count - 1))],
  );
  const published = rows.filter(({ mark }) => mark === "report");
  const places = [...new Set([...even, ...published].map((row) => row[x.field]))]
    .sort((a, b) => x.isContinuous ? Number(a) - Number(b) : 0);
  return [
    [x.title, ...places.map(brief)],
    ...lines.map(([name, rows]) => [
      name || value.title,
      ...places.map((place) => {
        const row = rows.find((row) => row[x.field] === place);
        return row ? brief(row[value.field]) + (row.mark && row.mark !== "report" ? "*" : "") : "";
      }),
    ]),
  ];
}
