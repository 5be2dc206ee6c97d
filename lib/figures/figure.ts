import type { ColourName } from "./colours.ts";
import type { PanelSpec } from "./theme.ts";

/** A row of a panel's data. */
export type PanelRow = Readonly<Record<string, unknown>>;

/** One panel of a figure: its rows and what draws them. */
export interface Panel {
  /** Letters, digits and hyphens, for example "depth-50"; no other panel of its figure has it. */
  readonly name: string;
  /** Above it, and on a page its heading. */
  readonly title: string;
  /** Below the title. */
  readonly subtitle?: string;
  /** Panels that stand together on a page, below a title of their own. */
  readonly group?: { readonly name: string; readonly title: string };
  /** Lines over an axis, the cells of a heat map, or points of named things (on y) along x. */
  readonly kind: "curves" | "cells" | "points";
  /** Panels that show the same data have the same array. */
  readonly rows: readonly PanelRow[];
  /**
   * A Vega-Lite view of these rows, without data and title.
   *
   * @internal
   */
  readonly spec: PanelSpec;
}

/** How a line, or a kind of point, looks. */
export interface LegendEntry {
  /** What it stands for. */
  readonly label: string;
  /** Kind of line, or shape of a point. */
  readonly symbol: "line" | "dashed" | "dotted" | "circle" | "down" | "up";
  /** Defaults to that of the text beside it. */
  readonly colour?: ColourName;
}

/** A figure as data, to be drawn as one sheet or panel by panel. */
export interface Figure {
  /** Of its files, and how claims name it: letters, digits, "_", "-" and ".". */
  readonly name: string;
  /** "Figure 5" as the report counts its figures, or where the report has none what it is. */
  readonly label: string;
  /** What it shows, in a line. */
  readonly title: string;
  /** Paragraphs: what to look for, and what to know of the report's own figure. */
  readonly caption: readonly string[];
  /** Lines of all panels; marks of points are found in their rows. */
  readonly legend: readonly LegendEntry[];
  /** In the order in which they stand on a sheet. */
  readonly panels: readonly Panel[];
  /** Panels beside each other on a sheet. */
  readonly columns: number;
  /** Panels have colours and points of their own, each with its legend. */
  readonly ownLegends?: true;
}

/** A field and its axis: title and, where it is fixed, both ends. */
export interface Channel {
  readonly field: string;
  readonly title: string;
  readonly domain?: readonly [number, number];
  readonly isContinuous: boolean;
}

/** What a panel shows. */
export interface Channels {
  readonly x: Channel;
  /** What is drawn: against `x`, or as the colour of a cell. */
  readonly value: Channel;
  /** Fields that tell one line from another. */
  readonly series: readonly string[];
}

/** What is read of a panel's specification; the rest is passed on. */
export interface Unit {
  readonly encoding?: UnitEncoding;
  readonly layer?: readonly Unit[];
  readonly mark?: unknown;
  readonly transform?: unknown;
}
export type UnitEncoding = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

/** The fields that a panel shows, and their axes. */
export function channelsOf({ kind, spec }: Pick<Panel, "kind" | "spec">): Channels {
  const encoding = allEncodings(spec as Unit);
  const series = ["color", "strokeDash", "detail"].flatMap((name) => {
    const field = kind === "cells" ? undefined : encoding[name]?.field;
    return typeof field === "string" ? [field] : [];
  });
  const [x, value] = {
    curves: [encoding.x, encoding.y],
    cells: [encoding.x, encoding.color],
    points: [encoding.y, encoding.x],
  }[kind];
  return { x: channel(x!), value: channel(value!), series };
}

/** Channels of a view and of all its layers. */
export function allEncodings({ encoding, layer = [] }: Unit): UnitEncoding {
  return Object.assign({}, ...layer.map(allEncodings), encoding);
}

function channel({ field, title, type, scale }: Readonly<Record<string, unknown>>): Channel {
  const domain = (scale as { domain?: number[] } | undefined)?.domain;
  return {
    field: String(field),
    title: [title].flat().join(" "),
    isContinuous: type === "quantitative",
    ...(domain && { domain: [domain[0], domain.at(-1)!] as const }),
  };
}
