import type { TopLevelSpec } from "vega-lite";

/** A sheet: a Vega-Lite specification with its data, restricted to features of version 5. */
export type FigureSpec = TopLevelSpec;
/** Specification of one panel: a view or layers. */
export type PanelSpec = Extract<TopLevelSpec, { concat: unknown }>["concat"][number];
/** One layer of a panel. */
export type Layer = Extract<TopLevelSpec, { layer: unknown }>["layer"][number];

/** Encoding channels of a layer. */
export type Encoding = NonNullable<Extract<Layer, { mark: unknown }>["encoding"]>;

/** Fonts of figures; Verdana has nearly the widths of DejaVu Sans. */
const fonts = "DejaVu Sans, Verdana, sans-serif";

/** Configuration of sheets. */
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

/** A legend at the bottom with its entries in one row. */
export const bottomLegend = { orient: "bottom", direction: "horizontal" } as const;
/** The same for lines. */
export const lineLegend = { ...bottomLegend, symbolType: "stroke" } as const;
