import { brief } from "./brief.ts";
import { channelsOf, type Figure, type Panel, type PanelRow } from "./figure.ts";

/** A figure in words: its title and its panels. */
export function description({ label, title, panels }: Figure): string {
  return [`${label}: ${title}.`, ...panels.map(panelDescription)].join(" ");
}

/** A panel in words: ends and extremes of each line (the mean of its seeds), or range of a map. */
export function panelDescription(panel: Panel): string {
  const { title, group, rows, kind } = panel;
  const { x, value, series } = channelsOf(panel);
  if (kind === "cells") {
    const values = finite(rows, value.field);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return `Heat map of ${title}${group ? `, ${group.title}` : ""}: ${values.length} cells from ` +
      `${brief(low)} to ${brief(high)}, mean ${brief(mean(values))}.`;
  }
  if (kind === "points") {
    const places = [...Map.groupBy(rows, (row) => row[x.field])].map(([place, dots]) => {
      const lines = [...linesOf(dots, series)].map(([name, own]) =>
        `${name} ${brief(mean(finite(own, value.field)))}`
      );
      return `${place}: ${lines.join(", ")}`;
    });
    return `${title}, ${value.title}: ${places.join("; ")}.`;
  }
  const lines = [...linesOf(rows, series.filter((field) => field !== "seed"))];
  const texts = lines.map(([name, dots]) => {
    const rows = means(dots, x.field, value.field);
    const [first, last] = [rows[0], rows.at(-1)!];
    const values = finite(rows, value.field);
    return (name && `${name}: `) + `from ${brief(first[value.field])} at ${first[x.field]} to ` +
      `${brief(last[value.field])} at ${last[x.field]}, between ${brief(Math.min(...values))} ` +
      `and ${brief(Math.max(...values))}`;
  });
  return `${title}, ${value.title} against ${x.title}: ${texts.join("; ")}.`;
}

/** The rows of each line by its name. The report's points are lines of their own. */
export function linesOf(
  rows: readonly PanelRow[],
  series: readonly string[],
): Map<string, PanelRow[]> {
  return Map.groupBy(rows, (row) => {
    const names = series.filter((field) => row[field] !== undefined)
      .map((field) => typeof row[field] === "number" ? `${field} ${row[field]}` : `${row[field]}`);
    return [...row.mark === "report" ? ["the report"] : [], ...names].join(", ");
  });
}

/** One row per `x`, with the mean of its values. */
export function means(rows: readonly PanelRow[], x: string, value: string): PanelRow[] {
  return [...Map.groupBy(rows, (row) => row[x]).values()].map((own) =>
    own.length === 1 ? own[0] : { ...own[0], [value]: mean(finite(own, value)) }
  );
}

/** The finite values of a field. */
export function finite(rows: readonly PanelRow[], field: string): number[] {
  return rows.map((row) => row[field]).filter((value) => Number.isFinite(value)) as number[];
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
