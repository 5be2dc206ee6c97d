import type { LivePanel, PanelRow } from "../figures/live_panels.ts";
import { brief } from "./brief.ts";

/** Values of a line that a table shows, evenly spaced, the first and the last among them. */
const SHOWN = 8;

/** A panel in words: where each line begins, ends and has its extremes, or a map's values lie. */
export function textAlternative(panel: LivePanel): string {
  const { title, value, x } = panel;
  if (panel.kind === "cells") {
    const values = finite(panel.rows, value.field);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return `Heat map of ${title}: ${values.length} cells from ${brief(low)} to ${brief(high)}, ` +
      `mean ${brief(values.reduce((sum, one) => sum + one, 0) / values.length)}.`;
  }
  const lines = [...linesOf(panel)].map(([name, dots]) => {
    const rows = means(dots, x.field, value.field);
    const [first, last] = [rows[0], rows.at(-1)!];
    const values = finite(rows, value.field);
    return `${name || value.title}: from ${brief(first[value.field])} at ${first[x.field]} to ` +
      `${brief(last[value.field])} at ${last[x.field]}, between ${brief(Math.min(...values))} ` +
      `and ${brief(Math.max(...values))}`;
  });
  return `${title}. ${value.title} against ${x.title}. ${lines.join("; ")}.`;
}

/** A panel in numbers: a row for each line, or, of a heat map, a row for every fifth layer. */
export function tableOf(panel: LivePanel): string[][] {
  const { kind, rows, x, value } = panel;
  if (kind === "cells") {
    const layers = [...Map.groupBy(rows, ({ layer }) => Number(layer))];
    const shown = layers.filter(([layer], index) => index === 0 || layer % 5 === 0);
    return [
      ["Layer", "lowest", "mean", "highest"],
      ...shown.map(([layer, cells]) => {
        const values = finite(cells, value.field);
        const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
        return [layer, Math.min(...values), mean, Math.max(...values)].map(brief);
      }),
    ];
  }
  const lines = [...linesOf(panel)]
    .map(([name, dots]) => [name, means(dots, x.field, value.field)] as const);
  const longest = lines.map(([, rows]) => rows).sort((a, b) => b.length - a.length)[0];
  const count = Math.min(SHOWN, longest.length);
  const places = Array.from(
    { length: count },
    (_, i) => longest[Math.round(i * (longest.length - 1) / Math.max(1, count - 1))][x.field],
  );
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

/** The rows of each line by its name; the report's points are lines of their own. */
function linesOf({ rows, series }: LivePanel): Map<string, PanelRow[]> {
  return Map.groupBy(rows, (row) => {
    const names = series.filter((field) => row[field] !== undefined)
      .map((field) => typeof row[field] === "number" ? `${field} ${row[field]}` : `${row[field]}`);
    return row.mark === "report" ? ["the report", ...names].join(", ") : names.join(", ");
  });
}

/** Where several dots stand at one place, their mean. */
function means(rows: readonly PanelRow[], x: string, value: string): PanelRow[] {
  return [...Map.groupBy(rows, (row) => row[x]).values()].map((own) => {
    if (own.length === 1) return own[0];
    const values = finite(own, value);
    return { ...own[0], [value]: values.reduce((sum, one) => sum + one, 0) / values.length };
  });
}

function finite(rows: readonly PanelRow[], field: string): number[] {
  return rows.map((row) => row[field]).filter((value) => Number.isFinite(value)) as number[];
}
