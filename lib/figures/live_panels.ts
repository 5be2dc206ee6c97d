import { compile } from "vega-lite";
import type { TopLevelSpec } from "vega-lite";
import { colour, colourParams } from "./colours.ts";
import {
  allEncodings,
  type Channels,
  channelsOf,
  type Figure,
  type Panel,
  type Unit,
  type UnitEncoding,
} from "./figure.ts";

/** One panel of a figure, to be drawn by itself. */
export interface LivePanel extends Omit<Panel, "spec">, Channels {
  /** Its axes can be zoomed: its specification has signals "zoom_" and a field's name for both. */
  readonly canZoom: boolean;
  /** A Vega specification that draws the data set "rows", which is empty in it. */
  readonly vega: object;
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
    labelColor: colour("label"),
    titleColor: colour("label"),
    gridColor: colour("grid"),
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

/**
 * The panels of a figure, each as wide as its place on a page: with a tooltip at the nearest point,
 * and with zoom (Ctrl or Cmd and the wheel, or two fingers on a trackpad), drag and double click
 * where they are curves.
 */
export function livePanels({ panels }: Figure): LivePanel[] {
  return panels.map(({ spec, ...panel }): LivePanel => {
    const channels = channelsOf({ ...panel, spec });
    const isCurves = panel.kind === "curves";
    return {
      ...panel,
      ...channels,
      canZoom: isCurves && channels.x.isContinuous,
      vega: isCurves ? liveCurves(spec as Unit) : cellsSpec(spec as Unit),
    };
  });
}

/**
 * A Vega specification that draws the data set "rows" as these curves, as wide as their place.
 *
 * @param spec A Vega-Lite view of layers, whose legends are left out.
 */
export function liveCurves(spec: Unit): object {
  const encoding = allEncodings(spec);
  const [x, y] = [encoding.x!, encoding.y!];
  const canZoom = x.type === "quantitative";
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
  const shown = { x: `zoom_${x.field}`, y: `zoom_${y.field}` };
  const whole = { ...spec, layer };
  return compiled({
    ...forPage(canZoom ? zoomable(whole, shown) : whole),
    width: "container",
    height: 230,
  });
}

/**
 * With each mark, of layers in layers too, kept within the axes while they are zoomed, and with
 * ticks between the powers of ten of a logarithmic axis then.
 *
 * @param shown Signals of the part of the axes that is shown, whatever field a layer draws on them.
 */
function zoomable(
  { mark, layer, encoding, ...rest }: Unit,
  shown: Readonly<Record<"x" | "y", string>>,
): Unit {
  const clip = { expr: `!!${shown.x} || !!${shown.y}` };
  return {
    ...rest,
    ...(mark !== undefined && { mark: { ...(mark as object), clip } }),
    ...(encoding && {
      encoding: encoding.y?.axis
        ? { ...encoding, y: withTicksBetween(encoding.y, shown.y) }
        : encoding,
    }),
    ...(layer && { layer: layer.map((one) => zoomable(one, shown)) }),
  };
}

function withTicksBetween(
  { axis, ...rest }: Record<string, unknown>,
  shown: string,
): Record<string, unknown> {
  const { values, labelExpr, ...others } = axis as { values?: number[]; labelExpr?: string };
  if (!values) return { axis, ...rest };
  const isPower = "abs(log(datum.value) / LN10 - round(log(datum.value) / LN10)) < 1e-6";
  const isNarrow = `${shown} && log(${shown}[1] / ${shown}[0]) < 1.5 * LN10`;
  const plain = "format(datum.value, datum.value < 0.01 ? '~e' : '~g')";
  return {
    ...rest,
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
  const { mark, encoding, view: _, ...rest } = spec as Unit & { view?: unknown };
  const { color, ...place } = channelsForPage(encoding!);
  return compiled({
    ...rest,
    width: { step: CELL },
    height: { step: CELL },
    layer: [
      { mark, encoding: { ...place, color } },
      {
        transform: [{ filter: "at && datum.layer === at.layer && datum.unit === at.unit" }],
        mark: { type: "rect", fill: null, stroke: colour("ink"), strokeWidth: 2 },
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
function channelsForPage(encoding: UnitEncoding): UnitEncoding {
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
    params: [...colourParams, { name: "at", value: null }],
    data: { name: "rows" },
    ...(isWide && { autosize: { type: "fit", contains: "padding" } }),
    config,
  } as unknown as TopLevelSpec).spec;
}
