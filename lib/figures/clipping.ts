import type { DataFrame } from "nodejs-polars";
import { coloured, epochAxis, linear, placed } from "./channels.ts";
import { curves, marksIn } from "./curves.ts";
import type { Figure } from "./figure.ts";
import type { Domain } from "./log_scale.ts";
import { distinct, machineNumber, readRows, round } from "./rows.ts";
import { type Encoding, lineLegend } from "./theme.ts";

/** A guess among ten classes costs 2.3 nats. */
const lossDomain: Domain = [0, 2.5];

const states = [
  { settings: "neither", label: "not clipped", colour: "blue" },
  { settings: "clipped", label: "clipped at norm 1", colour: "orange" },
] as const;

/**
 * Training loss against the epoch with and without clipping, with one panel per learning rate and
 * one line per seed. A loss that is not finite ends its line at the top.
 *
 * @param losses One row per seed, learning rate, epoch and `settings`, "clipped" or "neither".
 * @throws {RangeError} If there are no rows or a column is missing.
 */
export function clipping(losses: DataFrame): Figure {
  const all = readRows(losses, {
    seed: "int",
    learningRate: "float",
    settings: "string",
    epoch: "int",
    loss: "float",
  });
  const data = all.map(({ seed, learningRate, settings, epoch, loss }) => {
    const state = states.find((state) => state.settings === settings)!.label;
    const row = { state, seed, epoch, ...placed("loss", loss, lossDomain) };
    return { learningRate: round(learningRate), row };
  });
  const marks = marksIn(data.map(({ row }) => row));
  const encoding: Encoding = {
    x: epochAxis(Math.max(...all.map(({ epoch }) => epoch))),
    y: linear("loss", "Mean Cross Entropy Error", lossDomain),
    color: coloured("state", "Gradients", states, lineLegend),
  };
  return {
    name: "clipping",
    label: "Clipping",
    title: "Training loss of 50-layer plain nets (ReLU, He normal) with and without clipping",
    caption: [],
    legend: [
      { label: "gradients as they are", symbol: "line", colour: "blue" },
      { label: "clipped", symbol: "line", colour: "orange" },
    ],
    panels: distinct(data.map(({ learningRate }) => learningRate)).map((rate) => ({
      name: `rate-${machineNumber(rate)}`,
      title: `Learning rate ${rate}`,
      kind: "curves",
      rows: data.filter(({ learningRate }) => learningRate === rate).map(({ row }) => row),
      spec: { width: 185, height: 200, ...curves(marks, encoding, { dotSize: 18 }) },
    })),
    columns: 4,
  };
}
