import type { DataFrame } from "nodejs-polars";
import { colour, type ColourName } from "./colours.ts";
import { markLabel } from "./curves.ts";
import type { Figure } from "./figure.ts";
import { type Domain, place } from "./log_scale.ts";
import { activationTitle } from "./network_titles.ts";
import { distinct, readRows, round } from "./rows.ts";
import { bottomLegend } from "./theme.ts";

/** A guess among ten classes costs 2.3 nats. */
const lossDomain: Domain = [0, 2.5];

/** How a net begins, or what helps it, by its machine name. */
const states: Readonly<Record<string, { readonly label: string; readonly colour: ColourName }>> = {
  "random-normal": { label: "fixed deviation", colour: "orange" },
  "glorot-uniform": { label: "Glorot", colour: "blue" },
  "he-normal": { label: "He", colour: "navy" },
  clipped: { label: "Glorot, clipped", colour: "sky" },
  decay: { label: "Glorot, decaying rate", colour: "grey" },
};

/**
 * Final training loss of nets that differ in initial weights, activation, learning rate, clipping and
 * decay: a line of the figure for each net and rate, a point for each seed. A loss that is not finite
 * stands at the right edge.
 *
 * @param losses A row per net and seed.
 * @throws {RangeError} If there are no rows or a column is missing.
 */
export function variants(losses: DataFrame): Figure {
  const rows = readRows(losses, {
    architecture: "string",
    depth: "number",
    activation: "string",
    initializer: "string",
    learningRate: "number",
    help: "string",
    seed: "number",
    loss: "number",
  }).map(({ help, initializer, seed, loss, architecture, depth, activation, learningRate }) => {
    const { value, mark } = place(loss, lossDomain);
    const net = `${architecture} ${depth}, ${activationTitle(activation)}, rate ${learningRate}`;
    const { label: state } = states[help === "neither" ? initializer : help];
    return { net, state, seed, loss: round(value), ...(mark && { mark }) };
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
          x: {
            field: "loss",
            type: "quantitative",
            title: "Mean Cross Entropy Error",
            scale: { domain: lossDomain, nice: false },
          },
          y: {
            field: "net",
            type: "nominal",
            title: "Net",
            sort: distinct(rows.map(({ net }) => net)),
            axis: { labelLimit: 0, grid: true, tickBand: "extent" },
          },
          yOffset: { field: "state", type: "nominal", sort: shown.map(({ label }) => label) },
          color: {
            field: "state",
            type: "nominal",
            title: "Initial weights",
            scale: {
              domain: shown.map(({ label }) => label),
              range: shown.map((state) => colour(state.colour)),
            },
            legend: { ...bottomLegend, columns: 3 },
          },
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
