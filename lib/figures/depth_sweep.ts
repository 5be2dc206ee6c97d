import type { DataFrame } from "nodejs-polars";
import { checkOptions } from "../check_options.ts";
import { coloured, epochAxis, logarithmic, placed } from "./channels.ts";
import { curves, marksIn } from "./curves.ts";
import type { Figure, LegendEntry } from "./figure.ts";
import type { Domain } from "./log_scale.ts";
import { assertSingle, distinct, readRows, thinLines } from "./rows.ts";
import { type Encoding, lineLegend } from "./theme.ts";

/** The report's axis. */
const lossDomain: Domain = [1e-6, 10];

/** Lines of the frame's settings, in the order of their first rows. */
const dashes = [[1, 0], [5, 3], [1.5, 2]];
const symbols = ["line", "dashed", "dotted"] as const;

const networks = [
  { label: "plain", colour: "blue" },
  { label: "highway", colour: "orange" },
] as const;

const columns = {
  architecture: "string",
  depth: "int",
  dataset: "string",
  seed: "int",
  epoch: "int",
  loss: "float",
} as const;

/** A point of the report's training curves; loss in nats. */
export interface PublishedLoss {
  readonly architecture: "plain" | "highway";
  readonly depth: number;
  readonly epoch: number;
  readonly loss: number;
}

/** Settings of {@linkcode depthSweep}. */
export interface DepthSweepOptions {
  /** Points of the report's curves, drawn hollow. */
  readonly published: readonly PublishedLoss[];
  /** Depths and epochs of the finished training; defaults to those in the frame. */
  readonly planned?: { readonly depths: readonly number[]; readonly epochs: number };
  /** Most points of a line; defaults to 1,000. */
  readonly points?: number;
}

/**
 * The report's Figure 8: training loss of plain and highway nets against the epoch, with one panel
 * per depth and one line per network and seed. A loss that is not finite ends its line at the top.
 * If the frame has a column `settings`, there is one line per setting too: the first solid, the
 * second dashed, the third dotted. A planned depth has a panel as soon as the report has points of
 * it.
 *
 * @param history One row per network, settings, depth, seed and epoch, of one data set.
 * @throws {RangeError} If there are no rows and no plan, a column is missing, or there are several
 * data sets.
 */
export function depthSweep(history: DataFrame, options: DepthSweepOptions): Figure {
  checkOptions("depthSweep()", options, {
    published: "required",
    planned: "optional",
    points: "optional",
  });
  const { published, planned, points: limit } = options;
  const compares = history.columns.includes("settings");
  const rows = planned && history.height === 0
    ? []
    : compares
    ? readRows(history, { settings: "string", ...columns })
    : readRows(history, columns).map((row) => ({ settings: undefined, ...row }));
  assertSingle("dataset", rows.map(({ dataset }) => dataset));
  const depths = planned?.depths ?? distinct(rows.map(({ depth }) => depth));
  const lastEpoch = planned?.epochs ?? Math.max(...rows.map(({ epoch }) => epoch));
  const settings = distinct(rows.flatMap(({ settings }) => settings ?? []));

  const lineOf = ({ architecture, settings, depth, seed }: typeof rows[number]) =>
    `${architecture} ${settings} ${depth} ${seed}`;
  const lines = thinLines(rows, lineOf, limit)
    .map(({ settings, architecture, depth, seed, epoch, loss }) => {
      const line = { architecture, seed, epoch, ...placed("loss", loss, lossDomain) };
      return { depth, row: compares ? { settings, ...line } : line };
    });
  const points = published
    .filter(({ depth, epoch }) => depths.includes(depth) && epoch <= lastEpoch)
    .map(({ depth, ...point }) => ({ depth, row: { ...point, mark: "report" } }));
  const data = [...lines, ...points];
  const marks = marksIn(data.map(({ row }) => row));
  const drawn = depths.map((depth) => ({
    depth,
    rows: data.filter((one) => one.depth === depth).map(({ row }) => row),
  })).filter(({ rows }) => rows.length > 0);

  const encoding: Encoding = {
    x: epochAxis(lastEpoch),
    y: logarithmic("loss", "Mean Cross Entropy Error", lossDomain),
    color: coloured("architecture", "Network", networks, {
      ...lineLegend,
      labelExpr: "datum.value + ' network'",
    }),
  };
  const strokeDash: Encoding["strokeDash"] = {
    field: "settings",
    type: "nominal",
    title: "Settings",
    scale: { domain: settings, range: dashes },
    legend: lineLegend,
  };
  return {
    name: compares ? "figure_08_best_of_search" : "figure_08_depth_sweep",
    label: "Figure 8",
    title: "Training loss by depth" + (compares ? ", with other settings" : ""),
    caption: [
      "Mean cross-entropy over the training images. Hollow points are the report’s curves at " +
      "the epochs that both have. It has one file, value for value, for its highway nets of 10 " +
      "and of 20 layers; which net the file belongs to is unknown.",
      ...limit !== undefined && lastEpoch > limit
        ? [
          `Of a curve’s ${lastEpoch} epochs ${limit} are drawn, the first and the last among them.`,
        ]
        : [],
    ],
    legend: [
      ...networks.map((network): LegendEntry => ({ ...network, symbol: "line" })),
      ...settings.slice(1).flatMap((name, index) =>
        networks.filter(({ label }) =>
          rows.some((row) => row.settings === name && row.architecture === label)
        ).map(({ label, colour }): LegendEntry => (
          { label: `${label}, ${name}`, symbol: symbols[index + 1], colour }
        ))
      ),
    ],
    panels: drawn.map(({ depth, rows }) => ({
      name: `depth-${depth}`,
      title: `Depth ${depth}`,
      kind: "curves",
      rows,
      spec: {
        width: 185,
        height: 230,
        ...curves(marks, encoding, {
          lines: compares ? { strokeDash } : {},
          dotSize: lastEpoch <= 10 ? 18 : undefined,
        }),
      },
    })),
    columns: 4,
  };
}
