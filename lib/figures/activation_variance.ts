import type { DataFrame } from "nodejs-polars";
import { coloured, logarithmic, placed } from "./channels.ts";
import type { ColourName } from "./colours.ts";
import { curves, marksIn } from "./curves.ts";
import type { Figure, Panel } from "./figure.ts";
import { decadesAround } from "./log_scale.ts";
import { distinct, readRows } from "./rows.ts";
import { type Encoding, lineLegend } from "./theme.ts";

/** Colours of the nets, in the order of the frame. */
const colours: readonly ColourName[] = ["blue", "orange", "navy", "grey"];

/**
 * Variance of each layer's activations over samples and units on a logarithmic axis, for up to four
 * nets of your own: one panel before training and one after it, with one line per net and seed.
 *
 * @param activations One row per net, seed, epoch and layer, with the net's name in the column
 * `net`. Epoch 0 is before training.
 * @throws {RangeError} If there are no rows, a column is missing, or there are more than four nets.
 */
export function activationVariance(activations: DataFrame): Figure {
  const rows = readRows(activations, {
    net: "string",
    seed: "int",
    epoch: "int",
    layer: "int",
    variance: "float",
  });
  const nets = distinct(rows.map(({ net }) => net));
  if (nets.length > colours.length) {
    throw new RangeError(
      `Cannot draw activation variance: expected at most ${colours.length} nets, received ` +
        `"${nets.join('", "')}"`,
    );
  }
  const domain = decadesAround(rows.map(({ variance }) => variance));
  const points = rows.map(({ net, seed, epoch, layer, variance }) => (
    { epoch, row: { net, seed, layer, ...placed("variance", variance, domain) } }
  ));
  const lines = nets.map((label, index) => ({ label, colour: colours[index] }));
  const marks = marksIn(points.map(({ row }) => row));
  const encoding: Encoding = {
    x: { field: "layer", type: "quantitative", title: "Layer", axis: { tickMinStep: 1 } },
    y: logarithmic("variance", "Activation variance", domain),
    color: coloured("net", "Network", lines, lineLegend),
  };
  const panel = (state: "before" | "after", isDrawn: (epoch: number) => boolean): Panel => ({
    name: `${state}-training`,
    title: `${state} training`,
    kind: "curves",
    rows: points.filter(({ epoch }) => isDrawn(epoch)).map(({ row }) => row),
    spec: { width: 400, height: 260, ...curves(marks, encoding) },
  });
  return {
    name: "own_activation_variance",
    label: "Your own nets",
    title: "activation variance by layer",
    caption: [],
    legend: lines.map((line) => ({ ...line, symbol: "line" })),
    panels: [panel("before", (epoch) => epoch === 0), panel("after", (epoch) => epoch > 0)],
    columns: 2,
  };
}
