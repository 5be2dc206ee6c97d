import type { DataFrame } from "nodejs-polars";
import { checkOptions } from "../check_options.ts";
import { curves, marksIn, report } from "./curves.ts";
import { epochAxis, panelsBy } from "./epoch_panels.ts";
import { type Domain, logScale, place } from "./log_scale.ts";
import { assertSingle, distinct, readRows, round, thinLines } from "./rows.ts";
import { blue, type Encoding, figure, type FigureSpec, lineLegend, orange } from "./theme.ts";

/** The report's axis. */
const lossDomain: Domain = [1e-6, 10];

/** A point of the report's training curves; loss in nats. */
export interface PublishedLoss {
  readonly architecture: "plain" | "highway";
  readonly depth: number;
  readonly epoch: number;
  readonly loss: number;
}

export interface DepthSweepOptions {
  readonly subtitle: string | readonly string[];
  /** Points of the report's curves, drawn hollow in the panels and epochs that we have. */
  readonly published: readonly PublishedLoss[];
  /** What there will be when all is trained; what is in the frame unless given. */
  readonly planned?: { readonly depths: readonly number[]; readonly epochs: number };
  /** Most points of a line; 1,000 unless given. */
  readonly points?: number;
}

/**
 * Training loss of plain and highway networks against the epoch: the report's Figure 8, a panel
 * for each depth in the frame, the epochs as far as they were run, a line for each seed. A loss
 * that is not finite ends its line at the top. Where the frame has a column `settings` there is a
 * line for each of them too: the first solid, the second dashed, the third dotted. Depths that are planned have
 * a panel as soon as the report has points of them.
 *
 * @param history A row per network, settings, depth, seed and epoch, all of one data set.
 * @throws {RangeError} If there are no rows and no plan, a column is missing or there are several
 * data sets.
 */
export function depthSweep(
  history: DataFrame,
  options: DepthSweepOptions,
): FigureSpec {
  checkOptions("depthSweep()", options, {
    subtitle: "required",
    published: "required",
    planned: "optional",
    points: "optional",
  });
  const { subtitle, published, planned, points: limit } = options;
  const compares = history.columns.includes("settings");
  const rows = planned && history.height === 0 ? [] : readRows(history, {
    ...(compares && { settings: "string" }),
    architecture: "string",
    depth: "number",
    dataset: "string",
    seed: "number",
    epoch: "number",
    loss: "number",
  });
  assertSingle("dataset", rows.map(({ dataset }) => dataset));
  const depths = planned?.depths ?? distinct(rows.map(({ depth }) => depth));
  const lastEpoch = planned?.epochs ?? Math.max(...rows.map(({ epoch }) => epoch));

  const lineOf = ({ architecture, settings, depth, seed }: typeof rows[number]) =>
    `${architecture} ${settings} ${depth} ${seed}`;
  const lines = thinLines(rows, lineOf, limit)
    .map(({ settings, architecture, depth, seed, epoch, loss }) => {
      const { value, mark } = place(loss, lossDomain);
      const line = { architecture, depth, seed, epoch, loss: round(value), ...(mark && { mark }) };
      return compares ? { settings, ...line } : line;
    });
  const points = published
    .filter(({ depth, epoch }) => depths.includes(depth) && epoch <= lastEpoch)
    .map((point) => ({ ...point, mark: report }));

  const data = [...lines, ...points];
  const dotSize = lastEpoch <= 10 ? 18 : undefined;
  const { scale, axis } = logScale(lossDomain);
  const encoding: Encoding = {
    x: epochAxis(lastEpoch),
    y: { field: "loss", type: "quantitative", title: "Mean Cross Entropy Error", scale, axis },
    color: {
      field: "architecture",
      type: "nominal",
      title: "Network",
      scale: { domain: ["plain", "highway"], range: [blue, orange] },
      legend: { ...lineLegend, labelExpr: "datum.value + ' network'" },
    },
  };
  const dashes: Encoding = compares
    ? {
      strokeDash: {
        field: "settings",
        type: "nominal",
        title: "Settings",
        scale: {
          domain: distinct(rows.flatMap(({ settings }) => settings ?? [])),
          range: [[1, 0], [5, 3], [1.5, 2]],
        },
        legend: lineLegend,
      },
    }
    : {};
  const title = "Figure 8: training of plain and highway networks by depth" +
    (compares ? ", with other settings" : "");
  return figure(title, subtitle, {
    data: { values: data },
    ...panelsBy("depth", "Depth"),
    spec: {
      width: 210,
      height: 230,
      ...curves(marksIn(data), encoding, { lines: dashes, dotSize }),
    },
  });
}
