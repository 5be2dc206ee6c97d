import type { DataFrame } from "nodejs-polars";
import { lastEpochs } from "../train/last_epochs.ts";
import { coloured, linear, placed } from "./channels.ts";
import type { ColourName } from "./colours.ts";
import { markLabel } from "./curves.ts";
import type { Figure } from "./figure.ts";
import type { Domain } from "./log_scale.ts";
import { activationTitle } from "./network_titles.ts";
import { distinct, readRows, round } from "./rows.ts";
import { bottomLegend } from "./theme.ts";

/** A guess among ten classes costs 2.3 nats. */
const lossDomain: Domain = [0, 2.5];

/** Initial weights, and help in training, by machine name. */
const states: Readonly<Record<string, { readonly label: string; readonly colour: ColourName }>> = {
  "random-normal": { label: "fixed deviation", colour: "orange" },
  "glorot-uniform": { label: "Glorot", colour: "blue" },
  "he-normal": { label: "He", colour: "navy" },
  clipped: { label: "Glorot, clipped", colour: "sky" },
  decay: { label: "Glorot, decaying rate", colour: "grey" },
};

/**
 * Final training loss of nets that differ in initial weights, activation, learning rate, clipping
 * and decay, with one line of the figure per net and rate and one point per seed. A loss that is
 * not finite is drawn at the right edge.
 *
 * @param losses One row per net, seed and epoch; `settings` is "neither", "clipped" or "decay".
 * @throws {RangeError} If there are no rows or a column is missing.
 */
export function variants(losses: DataFrame): Figure {
  const rows = lastEpochs(readRows(losses, {
    architecture: "string",
    depth: "int",
    activation: "string",
    initializer: "string",
    learningRate: "float",
    settings: "string",
    seed: "int",
    epoch: "int",
    loss: "float",
  })).map(({ architecture, depth, activation, settings, initializer, ...end }) => {
    const rate = round(end.learningRate);
    const net = `${architecture} ${depth}, ${activationTitle(activation)}, rate ${rate}`;
    const { label: state } = states[settings === "neither" ? initializer : settings];
    return { net, state, seed: end.seed, ...placed("loss", end.loss, lossDomain) };
  });
  const shown = Object.values(states).filter(({ label }) =>
    rows.some(({ state }) => state === label)
  );
  const hasAbove = rows.some(({ mark }) => mark === "above");
  return {
    name: "variants",
    label: "Claims 19 to 21",
    title: "other weights, activations and rates",
    caption: [],
    legend: shown.map((state) => ({ ...state, symbol: "circle" })),
    panels: [{
      name: "losses",
      title: "Training loss after the last epoch",
      ...(hasAbove && { subtitle: `triangles: ${markLabel("above")}` }),
      kind: "points",
      rows,
      spec: {
        width: 420,
        height: { step: 30, for: "position" },
        mark: { type: "point", size: 26, strokeWidth: 1.3, opacity: 1 },
        encoding: {
          x: linear("loss", "Mean Cross Entropy Error", lossDomain),
          y: {
            field: "net",
            type: "nominal",
            title: "Net",
            sort: distinct(rows.map(({ net }) => net)),
            axis: { labelLimit: 0, grid: true, tickBand: "extent" },
          },
          yOffset: { field: "state", type: "nominal", sort: shown.map(({ label }) => label) },
          color: coloured("state", "Initial weights", shown, { ...bottomLegend, columns: 3 }),
          shape: {
            condition: { test: "datum.mark === 'above'", value: "triangle-right" },
            value: "circle",
          },
        },
      },
    }],
    columns: 1,
  };
}
