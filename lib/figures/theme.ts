import type { TopLevelSpec } from "vega-lite";

/** A figure: a Vega-Lite specification with its data in it, of features that version 5 has. */
export type FigureSpec = TopLevelSpec;
/** One of the panels set beside or below each other. */
export type Panel = Extract<TopLevelSpec, { concat: unknown }>["concat"][number];
/** One of the drawings laid over each other in a panel. */
export type Layer = Extract<TopLevelSpec, { layer: unknown }>["layer"][number];

/** What data decides about a drawing. */
export type Encoding = NonNullable<Extract<Layer, { mark: unknown }>["encoding"]>;

/** The report's blue and orange (matplotlib's first two colours) and two more beside them. */
export const blue = "#1f77b4";
export const orange = "#ff7f0e";
export const navy = "#00008b";
export const grey = "#555555";

/** Blue over light grey to red: nine stops of the report's "coolwarm". */
export const coolwarm = [
  "#3b4cc0",
  "#6282ea",
  "#8db0fe",
  "#b8d0f9",
  "#dddddd",
  "#f5c4ad",
  "#f49a7b",
  "#de604d",
  "#b40426",
] as const;

/** The font that figures are measured and drawn in; Verdana has nearly the same widths. */
const fonts = "DejaVu Sans, Verdana, sans-serif";

const config = {
  aria: false, // labels for screen readers on each of 19,600 cells would triple the file
  background: "white",
  font: fonts,
  padding: 12,
  title: { anchor: "start", fontSize: 15, offset: 14, subtitleFontSize: 11, subtitlePadding: 5 },
  axis: {
    gridColor: "#444444",
    gridOpacity: 0.12, // over the frame, which grid lines would otherwise hide
    labelFontSize: 10,
    titleFontSize: 11,
    titleFontWeight: "normal",
    titlePadding: 6,
  },
  header: { labelFontSize: 12, labelPadding: 6 },
  legend: {
    labelFontSize: 11,
    labelLimit: 0,
    titleFontSize: 11,
    titleFontWeight: "normal",
    titleLimit: 0,
    columnPadding: 14,
    padding: 8,
  },
  line: { strokeWidth: 1.5 },
  view: { stroke: "#444444" },
} as const;

/** What every figure has in common, around what it draws. */
export function figure<Body extends object>(
  title: string,
  subtitle: string | readonly string[],
  body: Body,
) {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json" as const,
    title: { text: title, subtitle: typeof subtitle === "string" ? subtitle : [...subtitle] },
    ...body,
    config,
  };
}

/** The title of one panel, smaller than the figure's. */
export function panelTitle(text: string) {
  return {
    text,
    anchor: "middle" as const,
    frame: "group" as const,
    fontSize: 12,
    fontWeight: "normal" as const,
    offset: 6,
  };
}

/** A legend at the bottom, its entries in one row. */
export const bottomLegend = { orient: "bottom", direction: "horizontal" } as const;
/** The same for colours of lines. */
export const lineLegend = { ...bottomLegend, symbolType: "stroke" } as const;
