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

/** One panel of a figure, drawn by itself. */
export interface LivePanel extends Omit<Panel, "spec">, Channels {
  /**
   * Its axes can be zoomed: the specification has the signals `zoom_` plus the field of each axis.
   */
  readonly canZoom: boolean;
  /** A Vega specification that draws the data set "rows", which is left empty. */
  readonly vega: object;
}

/** Edge of a heat map's cell in whole pixels, so that no seams show between cells. */
const CELL = 5;

/** Position above the axis, and line height, of the titles of vertical axes in pixels. */
const TITLE_Y = -7;
const TITLE_LINE = 13;

/** Configuration of panels on a page, which has its own titles and legends. */
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
  // Above the axis: long titles would not fit along it.
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
 * The panels of a figure for a page. Each fills the width of its container and has a tooltip at the
 * nearest point; curves can be zoomed (wheel with Ctrl or Cmd, or two fingers on a trackpad),
 * dragged and reset by a double click.
 */
export function livePanels({ panels }: Figure): LivePanel[] {
  return panels.map(({ spec, ...panel }): LivePanel => {
    const channels = channelsOf({ ...panel, spec });
    return {
      ...panel,
      ...channels,
      canZoom: panel.kind === "curves" && channels.x.isContinuous,
      vega: draw[panel.kind](spec as Unit),
    };
  });
}

const draw = { curves: liveCurves, cells: cellsSpec, points: pointsSpec } as const;

/** Points as wide and as high as their place. */
function pointsSpec(spec: Unit): object {
  const mark = { ...spec.mark as object, tooltip: { content: "data" } };
  return compiled({ ...forPage({ ...spec, mark }), width: "container", height: "container" });
}

/**
 * A Vega specification that draws the data set "rows" as curves, as wide as their container.
 *
 * @param spec A Vega-Lite view of layers; its legends are dropped.
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
 * The same view with all marks, in nested layers too, clipped while it is zoomed, and then with
 * ticks between the powers of ten of a logarithmic axis.
 *
 * @param shown Signals of the visible part of the axes, whichever fields a layer draws on them.
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

/** The wheel without a key, or a finger, scrolls the page. */
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

/** Outlines the cell of the signal "at", which is { layer, unit } or null. */
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

/** Drops legends, which the page has, and puts titles of several lines above the axis. */
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
