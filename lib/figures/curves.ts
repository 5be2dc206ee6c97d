import type { LegendEntry, PanelRow } from "./figure.ts";
import type { Placed } from "./log_scale.ts";
import { bottomLegend, type Encoding, type Layer } from "./theme.ts";

/** Why a row is drawn as a point: a number of the report, or a value off the axis. */
export type Mark = "report" | NonNullable<Placed["mark"]>;

/** Marks in the order of the legend. */
const marks: Readonly<Record<Mark, LegendEntry & { readonly shape: string }>> = {
  report: { label: "the report", symbol: "circle", shape: "circle" },
  below: { label: "0 or below the axis", symbol: "down", shape: "triangle-down" },
  above: { label: "above the axis or not finite", symbol: "up", shape: "triangle-up" },
};
const names = Object.keys(marks) as Mark[];
const labels = Object.fromEntries(names.map((name) => [name, marks[name].label]));

/** Label of a mark. */
export function markLabel(mark: Mark): string {
  return marks[mark].label;
}

/** The marks in the rows, in the order of the legend. */
export function marksIn(rows: readonly PanelRow[]): Mark[] {
  return names.filter((mark) => rows.some((row) => row.mark === mark));
}

/** Legend entries of the marks in the rows. */
export function markLegend(rows: readonly PanelRow[]): LegendEntry[] {
  return marksIn(rows).map((mark) => ({ label: marks[mark].label, symbol: marks[mark].symbol }));
}

/**
 * One line per seed (and colour), with hollow points at rows that have a `mark`.
 *
 * @param shown The marks in the legend, which all panels share.
 * @param encoding Channels of lines and points.
 * @param options `lines` are channels of the lines alone; `dotSize` draws a dot at each row.
 */
export function curves(
  shown: readonly Mark[],
  encoding: Encoding,
  { lines = {}, dotSize }: { lines?: Encoding; dotSize?: number } = {},
): { encoding: Encoding; layer: Layer[] } {
  const line: Layer = {
    ...(shown.includes("report") && { transform: [{ filter: 'datum.mark !== "report"' }] }),
    mark: { type: "line", ...(dotSize && { point: { size: dotSize } }) },
    encoding: { detail: { field: "seed", type: "nominal" }, ...lines },
  };
  const points: Layer = {
    transform: [{ filter: "isValid(datum.mark)" }],
    mark: { type: "point", filled: false, size: 34, strokeWidth: 1.2, opacity: 1 },
    encoding: {
      shape: {
        field: "mark",
        type: "nominal",
        scale: { domain: [...shown], range: shown.map((mark) => marks[mark].shape) },
        legend: { ...bottomLegend, labelExpr: `(${JSON.stringify(labels)})[datum.value]` },
        title: "Points",
      },
    },
  };
  return { encoding, layer: shown.length > 0 ? [line, points] : [line] };
}
