import type { Network } from "../engines/engine.ts";
import { layersOf } from "../models/layers.ts";
import { sizeOf } from "../models/parameters.ts";
import { checkSample, type Sample, traces } from "./traces.ts";

/**
 * Statistics of one layer's activations over a sample, without unit of measure. In a convolutional
 * layer each map is a unit, and each pixel a sample.
 */
export interface ActivationRow {
  /** From 1, the first dense layer. */
  readonly layer: number;
  /** Mean over samples and units, as in the report's Figure 5. */
  readonly mean: number;
  /** Variance over samples and units. */
  readonly variance: number;
  /** Standard deviation over units of a unit's mean over samples, which Figure 6 shows. */
  readonly unitMeanStd: number;
  /** Fraction of units that are 0 for every sample. */
  readonly deadFraction: number;
}

/**
 * Columns of a frame of {@linkcode ActivationRow}s of several networks, before training (epoch 0)
 * and after it, with the layer's gradient norm over the same sample.
 */
export const activationSchema = {
  activation: "string",
  initializer: "string",
  depth: "int",
  seed: "int",
  epoch: "int",
  layer: "int",
  mean: "float",
  variance: "float",
  unitMeanStd: "float",
  deadFraction: "float",
  gradientNorm: "float",
} as const;

/** One row per layer without the softmax layer: statistics of its output over a sample. */
export async function activationRows(network: Network, sample: Sample): Promise<ActivationRow[]> {
  checkSample("activationRows()", sample);
  const layers = layersOf(network.spec).slice(0, -1).map(({ output }) => {
    const units = output.at(-1)!;
    return {
      count: sample.rows.length * sizeOf(output) / units,
      sums: new Float64Array(units),
      squares: new Float64Array(units),
      dead: new Uint8Array(units).fill(1),
    };
  });
  for await (const { outputs } of traces(network, sample)) {
    for (const [index, values] of outputs.entries()) {
      const { sums, squares, dead } = layers[index];
      for (let at = 0; at < values.length;) {
        for (let unit = 0; unit < sums.length; unit++, at++) {
          const value = values[at];
          sums[unit] += value;
          squares[unit] += value * value;
          if (value !== 0) dead[unit] = 0;
        }
      }
    }
  }
  return layers.map(({ count, sums, squares, dead }, index) => {
    const unitMeans = sums.map((sum) => sum / count);
    const mean = average(unitMeans);
    const square = average(squares) / count;
    return {
      layer: index + 1,
      mean,
      variance: Math.max(0, square - mean * mean),
      unitMeanStd: Math.sqrt(average(unitMeans.map((unitMean) => (unitMean - mean) ** 2))),
      deadFraction: average(dead),
    };
  });
}

function average(values: Float64Array | Uint8Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
