import type { DataFrame } from "nodejs-polars";
import { checkOptions } from "../check_options.ts";
import { above, type Domain, place } from "./log_scale.ts";
import { distinct, readRows, round } from "./rows.ts";
import { blue, bottomLegend, figure, type FigureSpec, grey, navy, orange } from "./theme.ts";

/** A guess among ten classes costs 2.3 nats. */
const lossDomain: Domain = [0, 2.5];

const states: Readonly<Record<string, string>> = {
  "random-normal": "fixed deviation",
  "glorot-uniform": "Glorot",
  "he-normal": "He",
  clipped: "Glorot, clipped",
  decay: "Glorot, decaying rate",
};
const colours = [orange, blue, navy, "#9ecae1", grey];

/**
 * Final training loss of nets that differ in initial weights, activation, learning rate, clipping and
 * decay: a line of the figure for each net and rate, a point for each seed. What is not finite stands
 * at the right edge.
 *
 * @param losses A row per net and seed.
 * @throws {RangeError} If there are no rows or a column is missing.
 */
export function variants(
  losses: DataFrame,
  options: { readonly subtitle: string | readonly string[] },
): FigureSpec {
  checkOptions("variants()", options, { subtitle: "required" });
  const rows = readRows(losses, {
    architecture: "string",
    depth: "number",
    activation: "string",
    initializer: "string",
    learningRate: "number",
    help: "string",
    seed: "number",
    loss: "number",
  });
  const data = rows.map(({ help, initializer, seed, loss, ...net }) => {
    const { value, mark } = place(loss, lossDomain);
    return {
      net: `${net.architecture} ${net.depth}, ${net.activation}, rate ${net.learningRate}`,
      state: states[help === "neither" ? initializer : help],
      seed,
      loss: round(value),
      end: mark ?? "within the axis",
    };
  });
  const shown = Object.values(states).filter((title) => data.some(({ state }) => state === title));
  const isAbove = data.some(({ end }) => end === above);
  return figure("Claims 19 to 21: other weights, activations and rates", options.subtitle, {
    width: 420,
    height: { step: 24 },
    data: { values: data },
    mark: { type: "point" as const, size: 26, strokeWidth: 1.3, opacity: 1 },
    encoding: {
      x: {
        field: "loss",
        type: "quantitative" as const,
        title: "Mean Cross Entropy Error",
        scale: { domain: lossDomain, nice: false },
      },
      y: {
        field: "net",
        type: "nominal" as const,
        title: "Net",
        sort: distinct(data.map(({ net }) => net)),
        axis: { labelLimit: 0 },
      },
      yOffset: { field: "state", type: "nominal" as const, sort: shown },
      color: {
        field: "state",
        type: "nominal" as const,
        title: "Initial weights",
        scale: {
          domain: shown,
          range: shown.map((title) => colours[Object.values(states).indexOf(title)]),
        },
        legend: { ...bottomLegend, columns: 3 },
      },
      shape: {
        field: "end",
        type: "nominal" as const,
        scale: { domain: ["within the axis", above], range: ["circle", "triangle-right"] },
        title: "Points",
        legend: isAbove ? { ...bottomLegend, values: [above] } : null,
      },
    },
  });
}
