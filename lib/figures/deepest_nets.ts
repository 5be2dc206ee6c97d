import type { DataFrame } from "nodejs-polars";
import { checkOptions } from "../check_options.ts";
import { curves } from "./curves.ts";
import { distinct, readRows, round } from "./rows.ts";
import {
  blue,
  type Encoding,
  figure,
  type FigureSpec,
  grey,
  lineLegend,
  navy,
  orange,
} from "./theme.ts";

/** Of the plain nets, in the order of their learning rates. */
export const plainColours = ["#9ecae1", blue, navy, grey];

/**
 * Training accuracy of very deep nets against the epoch, a line for each network, learning rate and
 * seed; dashed: the 95 % that claim 12 asks for.
 *
 * @param history A row per network, learning rate, seed and epoch; nets of one depth, at most four
 * rates for plain ones.
 * @throws {RangeError} If there are no rows or a column is missing.
 */
export function deepestNets(
  history: DataFrame,
  options: { readonly subtitle: string | readonly string[] },
): FigureSpec {
  checkOptions("deepestNets()", options, { subtitle: "required" });
  const { subtitle } = options;
  const rows = readRows(history, {
    architecture: "string",
    depth: "number",
    seed: "number",
    epoch: "number",
    accuracy: "number",
    learningRate: "number",
  });
  const name = (row: { architecture: string; learningRate: number }) =>
    `${row.architecture}, rate ${round(row.learningRate)}`;
  const namesOf = (architecture: string) =>
    distinct(
      rows.filter((row) => row.architecture === architecture)
        .sort((a, b) => b.learningRate - a.learningRate).map(name),
    );
  const [highway, plain] = [namesOf("highway"), namesOf("plain")];
  const encoding: Encoding = {
    x: {
      field: "epoch",
      type: "quantitative",
      title: "Number of Epochs",
      scale: { domain: [0, Math.max(...rows.map(({ epoch }) => epoch))], nice: false },
      axis: { tickMinStep: 1, format: "d" },
    },
    y: {
      field: "accuracy",
      type: "quantitative",
      title: "Training accuracy",
      scale: { domain: [0, 1], nice: false },
    },
    color: {
      field: "network",
      type: "nominal",
      title: "Network",
      scale: {
        domain: [...highway, ...plain],
        range: [...highway.map(() => orange), ...plainColours.slice(0, plain.length)],
      },
      legend: { ...lineLegend, columns: 3 },
    },
  };
  const data = rows.map((row) => ({
    network: name(row),
    seed: row.seed,
    epoch: row.epoch,
    accuracy: round(row.accuracy),
  }));
  return figure(`Claim 12: nets of ${rows[0].depth} layers`, subtitle, {
    width: 520,
    height: 260,
    layer: [
      {
        data: { values: [{ accuracy: 0.95 }] },
        mark: { type: "rule" as const, strokeDash: [5, 4], color: grey },
        encoding: { y: { field: "accuracy", type: "quantitative" as const } },
      },
      { data: { values: data }, ...curves([], encoding, { dotSize: 18 }) },
    ],
  });
}
