import type { TopLevelSpec } from "vega-lite";

/** A sheet: a Vega-Lite specification with its data in it, of features that version 5 has. */
export type FigureSpec = TopLevelSpec;
/** A view of one panel, or the drawings laid over each other in it. */
export type PanelSpec = Extract<TopLevelSpec, { concat: unknown }>["concat"][number];
/** One of the drawings laid over each other in a panel. */
export type Layer = Extract<TopLevelSpec, { layer: unknown }>["layer"][number];

/** What data decides about a drawing. */
export type Encoding = NonNullable<Extract<Layer, { mark: unknown }>["encoding"]>;

/** The font that figures are measured and drawn in; Verdana has nearly the same widths. */
const fonts = "DejaVu Sans, Verdana, sans-serif";

/** How sheets look. */
export const config = {
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

/** A legend at the bottom, its entries in one row. */
export const bottomLegend = { orient: "bottom", direction: "horizontal" } as const;
/** The same for colours of lines. */
export const lineLegend = { ...bottomLegend, symbolType: "stroke" } as const;
