import type { Experiment } from "../train/experiment.ts";
import { typeset } from "./typeset.ts";

/** Names and values of what was set. */
export type Settings = readonly (readonly [name: string, value: string])[];

/** The settings of experiments; of each, every value that occurs, once. */
export function settingsOf(experiments: readonly Experiment[]): Settings {
  const list = (value: (experiment: Experiment) => unknown) =>
    typeset(distinct(experiments.map(value)));
  return [
    ["Networks", list(({ network }) => network.architecture)],
    ["Depth", list(({ network }) => network.depth)],
    [
      "Width",
      list(({ network }) =>
        "width" in network ? `${network.width} (${network.architecture})` : undefined
      ),
    ],
    ["Activation", list(({ network }) => network.activation)],
    ["Weights", list(({ network }) => network.initializer)],
    ["Gate bias", list(({ network }) => "gateBias" in network ? network.gateBias : undefined)],
    [
      "Learning rate",
      list(({ network: { architecture, depth }, training }) =>
        `${training.learningRate} (${architecture} ${depth})`
      ),
    ],
    [
      "Decay",
      list(({ training: { decay } }) =>
        decay ? `times ${decay.factor} every ${decay.steps} steps` : "none"
      ),
    ],
    ["Momentum", list(({ training }) => training.momentum)],
    ["Clipping", list(({ training }) => training.clipNorm)],
    ["Batch", list(({ training }) => training.batchSize)],
    ["Epochs", list(({ training }) => training.epochs)],
    ["Images", list(({ images }) => images)],
    ["Labels", list(({ labels }) => labels)],
  ];
}

/** Every value once, in the order of their first occurrence. */
export function distinct(values: readonly unknown[]): string {
  return [...new Set(values.filter((value) => value !== undefined))].join(", ");
}
