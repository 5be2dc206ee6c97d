import type { Network } from "../engines/engine.ts";
import { type NetworkSpec } from "../models/network_spec.ts";
import { parameterInfos } from "../models/parameters.ts";
import type { EpochRow } from "../train/train.ts";
import { pieces, type Sample } from "./traces.ts";

/** One parameter's gradient in one epoch of training; L2 norms. */
export interface GradientRow {
  /** From 1. */
  readonly epoch: number;
  /** Index in the list of weights and biases, from 0; Figure 7 calls it a layer. */
  readonly index: number;
  /** Name, as in {@linkcode Parameters}. */
  readonly parameter: string;
  /** From 1, the first dense layer; depth + 1 is the softmax layer. */
  readonly layer: number;
  /** Norm of a step's gradient, averaged over the epoch's steps. */
  readonly meanNorm: number;
  /** Norm of the gradient averaged over the epoch's steps, as in the report. */
  readonly normOfMean: number;
}

/** Columns of a frame of {@linkcode GradientRow}s of several networks. */
export const gradientSchema = {
  activation: "string",
  initializer: "string",
  learningRate: "float",
  seed: "int",
  epoch: "int",
  index: "int",
  parameter: "string",
  layer: "int",
  meanNorm: "float",
  normOfMean: "float",
} as const;

/**
 * One row per parameter and epoch: the gradient norms of a training.
 *
 * @throws {RangeError} If it was trained without them.
 */
export function gradientRows(spec: NetworkSpec, history: readonly EpochRow[]): GradientRow[] {
  const infos = parameterInfos(spec);
  return history.flatMap(({ epoch, gradientNorms }) => {
    if (!gradientNorms) {
      throw new RangeError(
        `Cannot show gradients: epoch ${epoch} was trained without "gradientNorms"`,
      );
    }
    return gradientNorms.map((norm, index) => ({
      epoch,
      index,
      layer: infos[index].layer,
      ...norm,
    }));
  });
}

/**
 * L2 norm by layer, weights and biases together, of the gradient of the mean cross-entropy over a
 * sample. Element 0 is the first dense layer, the last one the softmax layer.
 */
export async function layerGradientNorms(network: Network, sample: Sample): Promise<number[]> {
  const sums = new Map<string, Float64Array>();
  for await (const piece of pieces(network, sample)) {
    const { gradients } = await network.gradients(sample.examples, piece);
    const share = piece.length / sample.rows.length;
    for (const [name, { values }] of Object.entries(gradients)) {
      const sum = sums.get(name) ?? new Float64Array(values.length);
      sums.set(name, sum);
      for (let at = 0; at < values.length; at++) sum[at] += share * values[at];
    }
  }
  const squares: number[] = Array(network.spec.depth + 1).fill(0);
  for (const { name, layer } of parameterInfos(network.spec)) {
    for (const value of sums.get(name)!) squares[layer - 1] += value * value;
  }
  return squares.map(Math.sqrt);
}
