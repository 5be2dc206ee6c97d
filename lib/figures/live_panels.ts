import { compile } from "vega-lite";
import type { TopLevelSpec } from "vega-lite";
import type { FigureSpec } from "./theme.ts";

/** A row of a panel's data. */
export type PanelRow = Readonly<Record<string, unknown>>;

/** One panel of a figure, to be drawn by itself. */
export interface LivePanel {
  readonly title: string;
  /** Lines over an axis, which can be zoomed, or the cells of a heat map. */
  readonly kind: "curves" | "cells";
  /** Panels that show the same data have the same array. */
  readonly rows: readonly PanelRow[];
  readonly x: Channel;
  /** What is drawn: against `x`, or as the colour of a cell. */
  readonly value: Channel;
  /** Fields that tell one line from another. */
  readonly series: readonly string[];
  /** Its axes can be zoomed: its specification has signals "zoom_" and a field's name for both. */
  readonly canZoom: boolean;
  /** A Vega specification that draws the data set "rows", which is empty in it. */
  readonly vega: object;
}

/** A field and what an axis calls it. */
export interface Channel {
  readonly field: string;
  readonly title: string;
  readonly domain?: readonly [number, number];
}

/** Edge of a heat map's cell in pixels; whole, so that no seams show between cells. */
const CELL = 5;

/** Where titles of vertical axes stand above them, and how far their lines are apart, in pixels. */
const TITLE_Y = -7;
const TITLE_LINE = 13;

/** Colours and type of panels on a page, which has titles and legends of its own. */
const config = {
  background: "transparent",
  font: "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif",
  padding: { left: 2, right: 8, top: 6, bottom: 2 },
  axis: {
    labelColor: "#59636e",
    titleColor: "#59636e",
    gridColor: "#e3e6ea",
    domain: false,
    ticks: false,
    labelPadding: 6,
    labelFontSize: 11,
    titleFontSize: 11,
    titleFontWeight: "normal",
    titlePadding: 8,
    labelOverlap: true,
  },
  axisX: { tickMinStep: 1 }, // layers and epochs
  // Above the axis: beside it long ones are longer than the panel is high.
  axisY: {
    minExtent: 36, // labels are longer where curves are zoomed
    titleAngle: 0,
    titleAlign: "left",
    titleBaseline: "bottom",
    titleX: 0,
    titleY: TITLE_Y,
  },
  line: { strokeWidth: 1.75 },
  view: { stroke: null },
} as const;

interface Part {
  readonly title: string;
  readonly rows: readonly PanelRow[];
  readonly spec: Unit;
}

/** What is read of a panel's specification; the rest is passed on. */
export interface Unit {
  readonly title?: { readonly text: string };
  readonly data?: { readonly values: readonly PanelRow[] };
  readonly transform?: readonly { readonly filter: string | FieldFilter }[];
  readonly height?: number | { readonly step: number };
  readonly encoding?: Encoding;
  readonly layer?: readonly Unit[];
  readonly mark?: unknown;
}
interface FieldFilter {
  readonly field: string;
  readonly equal: string;
}
type Encoding = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

/**
 * Takes a figure of this library apart into panels as wide as their place on a page: with a
 * tooltip at the nearest point, and with zoom (Ctrl or Cmd and the wheel, or two fingers on a
 * trackpad), drag and double click where they are curves.
 *
 * @throws {TypeError} If the figure is no concatenation of panels, row of facets or panel of layers.
 */
export function livePanels(figure: FigureSpec): LivePanel[] {
  return parts(figure).map(({ title, rows, spec }): LivePanel => {
    const encoding = allEncodings(spec);
    const isCurves = spec.layer !== undefined;
    const x = channel(encoding.x!);
    const value = channel(isCurves ? encoding.y! : encoding.color!);
    const series = ["color", "strokeDash", "detail"].flatMap((name) => {
      const field = isCurves ? encoding[name]?.field : undefined;
      return typeof field === "string" ? [field] : [];
    });
    const vega = isCurves ? liveCurves(spec) : cellsSpec(spec);
    const canZoom = isCurves && isContinuous(encoding.x!);
    const kind = isCurves ? "curves" : "cells";
    return { title, kind, rows, x, value, series, canZoom, vega };
  });
}

function parts(figure: FigureSpec): Part[] {
  if ("facet" in figure) {
    const { data, facet, spec } = figure as unknown as {
      data: { values: PanelRow[] };
      facet: { column: { field: string } };
      spec: Unit;
    };
    const { field } = facet.column;
    return [...Map.groupBy(data.values, (row) => row[field])]
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([value, rows]) => ({ title: facetTitle(field, value), rows, spec }));
  }
  if ("layer" in figure) return [wholeFigure(figure as unknown as Unit)];
  const panels = ("concat" in figure && figure.concat) ||
    ("hconcat" in figure && figure.hconcat);
  if (!panels) {
    throw new TypeError(
      `Cannot take a figure apart: it must have panels or facets, received ${Object.keys(figure)}`,
    );
  }
  const shared = (figure as Unit).data?.values ?? [];
  const selected = new Map<string, readonly PanelRow[]>();
  return (panels as unknown as Unit[]).map((panel) => {
    const { transform, ...spec } = panel;
    const title = panel.title?.text ?? "";
    if (!transform) return { title, rows: panel.data!.values, spec };
    const { field, equal } = transform[0].filter as FieldFilter; // the gate figure's
    if (!selected.has(equal)) {
      selected.set(equal, shared.filter((row) => row[field] === equal));
    }
    return { title, rows: selected.get(equal)!, spec };
  });
}

function facetTitle(field: string, value: unknown): string {
  return field === "depth" ? `Depth ${value}` : `Learning rate ${value}`;
}

/** A figure of one panel, whose last layer has the data that the others are drawn around. */
function wholeFigure({ title, layer, ...spec }: Unit): Part {
  const { data, ...last } = layer!.at(-1)!;
  return {
    title: title?.text.replace(/^[^:]*: ./, (start) => start.at(-1)!.toUpperCase()) ?? "",
    rows: data!.values,
    spec: { ...spec, layer: [...layer!.slice(0, -1), last] },
  };
}

/** Channels of a panel and of all its layers. */
function allEncodings({ encoding, layer = [] }: Unit): Encoding {
  return Object.assign({}, ...layer.map(allEncodings), encoding);
}

function isContinuous({ type }: Readonly<Record<string, unknown>>): boolean {
  return type === "quantitative";
}

function channel({ field, title, scale }: Readonly<Record<string, unknown>>): Channel {
  const domain = (scale as { domain?: number[] } | undefined)?.domain;
  return {
    field: String(field),
    title: Array.isArray(title) ? title.join(" ") : String(title),
    ...(domain && { domain: [domain[0], domain.at(-1)!] as const }),
  };
}

/**
 * A Vega specification that draws the data set "rows" as these curves, as wide as their place.
 *
 * @param spec A Vega-Lite specification of layers, whose data and legends are left out.
 */
export function liveCurves(spec: Unit): object {
  const { title: _, data: __, ...drawing } = spec; // the page has them
  const encoding = allEncodings(spec);
  const [x, y] = [encoding.x!, encoding.y!];
  const canZoom = isContinuous(x);
  const hover = {
    params: [...canZoom ? [zoom] : [], {
      name: "hover",
      select: { type: "point", on: "pointermove", nearest: true, clear: "pointerout" },
    }],
    mark: { type: "point", filled: true, size: 70, tooltip: { content: "data" } },
    encoding: {
      x,
      y,
      ...(encoding.color && { color: encoding.color }),
      opacity: { condition: { param: "hover", empty: false, value: 1 }, value: 0 },
    },
  };
  const layer = [...spec.layer!, hover];
  const clip = { expr: `!!zoom_${x.field} || !!zoom_${y.field}` };
  const whole = { ...drawing, layer };
  return compiled({
    ...forPage(canZoom ? zoomable(whole, clip) : whole),
    width: "container",
    height: 230,
  });
}

/**
 * With each mark, of layers in layers too, kept within the axes while they are zoomed, and with
 * ticks between the powers of ten of a logarithmic axis then.
 */
function zoomable({ mark, layer, encoding, ...rest }: Unit, clip: object): Unit {
  return {
    ...rest,
    ...(mark !== undefined && { mark: { ...(mark as object), clip } }),
    ...(encoding && {
      encoding: encoding.y?.axis ? { ...encoding, y: withTicksBetween(encoding.y) } : encoding,
    }),
    ...(layer && { layer: layer.map((one) => zoomable(one, clip)) }),
  };
}

function withTicksBetween(
  { axis, field, ...rest }: Record<string, unknown>,
): Record<string, unknown> {
  const { values, labelExpr, ...others } = axis as { values?: number[]; labelExpr?: string };
  if (!values) return { axis, field, ...rest };
  const isPower = "abs(log(datum.value) / LN10 - round(log(datum.value) / LN10)) < 1e-6";
  const shown = `zoom_${field}`;
  const isNarrow = `${shown} && log(${shown}[1] / ${shown}[0]) < 1.5 * LN10`;
  const plain = "format(datum.value, datum.value < 0.01 ? '~e' : '~g')";
  return {
    ...rest,
    field,
    axis: {
      ...others,
      values: { expr: `${isNarrow} ? null : ${JSON.stringify(values)}` },
      labelExpr: `${isPower} && (${labelExpr}) || ${plain}`,
    },
  };
}

/** A wheel without a key scrolls the page, and so does a finger. */
const zoom = {
  name: "zoom",
  select: {
    type: "interval",
    zoom: "wheel![event.ctrlKey || event.metaKey]",
    translate:
      "[pointerdown[event.pointerType !== 'touch'], window:pointerup] > window:pointermove!",
  },
  bind: "scales",
};

/** A cell that the page points at is outlined: its signal "at" is { layer, unit } or null. */
function cellsSpec(spec: Unit): object {
  const { title: _, mark, encoding, view: __, ...rest } = spec as Unit & { view?: unknown };
  const { y } = encoding!;
  const title = [y!.title].flat().at(-1); // before it stands the net, which the page names
  const { color, ...place } = channelsForPage({ ...encoding, y: { ...y, title } });
  return compiled({
    ...rest,
    width: { step: CELL },
    height: { step: CELL },
    params: [{ name: "at", value: null }],
    layer: [
      { mark, encoding: { ...place, color } },
      {
        transform: [{ filter: "at && datum.layer === at.layer && datum.unit === at.unit" }],
        mark: { type: "rect", fill: null, stroke: "#16181d", strokeWidth: 2 },
        encoding: place,
      },
    ],
  });
}

function forPage({ layer, encoding, ...rest }: Unit): object {
  return {
    ...rest,
    ...(encoding && { encoding: channelsForPage(encoding) }),
    ...(layer && { layer: layer.map(forPage) }),
  };
}

/** Without legends, which the page has; titles of several lines end above the axis. */
function channelsForPage(encoding: Encoding): Encoding {
  return Object.fromEntries(
    Object.entries(encoding).map(([name, channel]) => {
      if (channel && ["color", "shape", "strokeDash"].includes(name) && "field" in channel) {
        return [name, { ...channel, legend: null }];
      }
      if (name !== "y" || !Array.isArray(channel?.title)) return [name, channel];
      const titleY = TITLE_Y - TITLE_LINE * (channel.title.length - 1);
      return [name, { ...channel, axis: { ...channel.axis as object, titleY } }];
    }),
  );
}

function compiled(spec: object): object {
  const isWide = (spec as { width: unknown }).width === "container";
  return compile({
    ...spec,
    data: { name: "rows" },
    ...(isWide && { autosize: { type: "fit", contains: "padding" } }),
    config,
  } as unknown as TopLevelSpec).spec;
}
