import type { ColourName } from "./colours.ts";
import type { PanelSpec } from "./theme.ts";

/** A row of a panel's data. */
export type PanelRow = Readonly<Record<string, unknown>>;

/** One panel of a figure: its rows and their specification. */
export interface Panel {
  /** Letters, digits and hyphens, for example "depth-50"; unique in its figure. */
  readonly name: string;
  /** Title above the panel; its heading on a page. */
  readonly title: string;
  /** Line below the title. */
  readonly subtitle?: string;
  /** Group of panels on a page, with its title. */
  readonly group?: { readonly name: string; readonly title: string };
  /** Lines over an axis, cells of a heat map, or points along x of named things on y. */
  readonly kind: "curves" | "cells" | "points";
  /** Panels of the same data share one array. */
  readonly rows: readonly PanelRow[];
  /**
   * Vega-Lite view without data and title.
   *
   * @internal
   */
  readonly spec: PanelSpec;
}

/** Look of a line or a kind of point. */
export interface LegendEntry {
  /** Its meaning. */
  readonly label: string;
  /** Kind of line, or shape of a point. */
  readonly symbol: "line" | "dashed" | "dotted" | "circle" | "down" | "up";
  /** Defaults to the colour of text. */
  readonly colour?: ColourName;
}

/** A figure as data, drawn as one sheet or panel by panel. */
export interface Figure {
  /** Base name of its files, by which claims refer to it: letters, digits, "_", "-" and ".". */
  readonly name: string;
  /** "Figure 5" in the report's numbering, or a label if the report has no such figure. */
  readonly label: string;
  /** Title in one line. */
  readonly title: string;
  /** Paragraphs: how to read it, and differences from the report's figure. */
  readonly caption: readonly string[];
  /** Lines of all panels. Marks of points follow from the rows. */
  readonly legend: readonly LegendEntry[];
  /** In their order on a sheet. */
  readonly panels: readonly Panel[];
  /** Panels per row of a sheet. */
  readonly columns: number;
  /** Each panel has its own colours, points and legend. */
  readonly ownLegends?: true;
}

/** A field and its axis, with both ends if they are fixed. */
export interface Channel {
  readonly field: string;
  readonly title: string;
  readonly domain?: readonly [number, number];
  readonly isContinuous: boolean;
}

/** Channels of a panel. */
export interface Channels {
  readonly x: Channel;
  /** Drawn against `x`, or as the colour of a cell. */
  readonly value: Channel;
  /** Fields that distinguish lines. */
  readonly series: readonly string[];
}

/** The parts of a panel's specification that are read. */
export interface Unit {
  readonly encoding?: UnitEncoding;
  readonly layer?: readonly Unit[];
  readonly mark?: unknown;
  readonly transform?: unknown;
}
export type UnitEncoding = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

/** The channels of a panel, read from its specification. */
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
