import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import type { DenseSpec } from "../models/network_spec.ts";
import { type RandomGenerator, stream } from "../random.ts";

/** Searched settings of a training and its network. */
export interface Hyperparameters {
  readonly learningRate: number;
  readonly momentum: number;
  /** The rate is multiplied by it after every epoch. */
  readonly decayFactor: number;
  /** Of H. */
  readonly activation: "tanh" | "relu";
  /** Of highway nets only. */
  readonly gateBias?: number;
}

/** Range of a number, drawn uniformly in itself, its logarithm, or that of 1 − number. */
export interface Range {
  readonly low: number;
  readonly high: number;
  readonly scale: "linear" | "log" | "log of 1 - value";
  /** Origin of the bounds. */
  readonly source: string;
}

/**
 * The search space. The paper (arXiv:1505.00387) and its long version (1507.06228) name the searched
 * settings and give bounds of the gate bias only; the other bounds are ours and include every value
 * that the report quotes.
 */
export const space = {
  learningRate: {
    low: 1e-5,
    high: 1,
    scale: "log",
    source: "ours: the report quotes 0.00001, 0.001 and 0.1",
  },
  momentum: {
    low: 0.5,
    high: 0.99,
    scale: "log of 1 - value",
    source: "ours: the report quotes 0.9",
  },
  decayFactor: {
    low: 0.98,
    high: 0.9999,
    scale: "log of 1 - value",
    source: "ours, an epoch: the report's 0.96 every 100,000 steps is 0.9998 an epoch on MNIST",
  },
  gateBias: { low: -10, high: -1, scale: "linear", source: "the paper" },
  activation: { names: ["tanh", "relu"], source: "the paper" },
} as const satisfies Record<string, Range | { names: readonly string[]; source: string }>;

/**
 * Hyperparameters for a network, drawn from a seed; a smaller `count` gives the first of them. Numbers
 * are rounded, so that printed values are exact.
 */
export function drawHyperparameters(
  count: number,
  { architecture, depth, seed }: Pick<DenseSpec, "architecture" | "depth"> & { seed: number },
): Hyperparameters[] {
  const random = stream(seed, `search ${architecture} ${depth}`);
  return Array.from({ length: count }, () => {
    const { names } = space.activation;
    const setting = {
      learningRate: draw(random, space.learningRate),
      momentum: draw(random, space.momentum),
      decayFactor: draw(random, space.decayFactor),
      activation: names[Math.floor(uniformFloat64(random) * names.length)],
    };
    return architecture === "plain"
      ? setting
      : { ...setting, gateBias: draw(random, space.gateBias) };
  });
}

function draw(random: RandomGenerator, { low, high, scale }: Range): number {
  const between = (from: number, to: number) => from + (to - from) * uniformFloat64(random);
  const logBetween = (from: number, to: number) => Math.exp(between(Math.log(from), Math.log(to)));
  switch (scale) {
    case "linear":
      return round(between(low, high));
    case "log":
      return round(logBetween(low, high));
    case "log of 1 - value":
      return Number((1 - round(logBetween(1 - high, 1 - low))).toFixed(6));
  }
}

/** To three significant digits. */
function round(value: number): number {
  return Number(value.toPrecision(3));
}
