import { type NetworkSpec } from "../models/network_spec.ts";
import { parameterInfos } from "../models/parameters.ts";
import type { EpochRow } from "../train/train.ts";

/** One parameter's gradient in one epoch of training; L2 norms. */
export interface GradientRow {
  readonly epoch: number;
  /** Place in the list of weights and biases, from 0: what Figure 7 calls a layer. */
  readonly index: number;
  readonly parameter: string;
  /** From 1, the first dense layer; depth + 1 is the softmax layer. */
  readonly layer: number;
  /** Norm of a step's gradient, averaged over the epoch's steps. */
  readonly meanNorm: number;
  /** Norm of the gradient averaged over the epoch's steps: the report's reading. */
  readonly normOfMean: number;
}

/** Columns of a frame of {@linkcode GradientRow}s of several networks. */
export const gradientSchema = {
  activation: "string",
  initializer: "string",
  seed: "int",
  epoch: "int",
  index: "int",
  parameter: "string",
  layer: "int",
  meanNorm: "float",
  normOfMean: "float",
} as const;

/**
 * The gradient norms that a training kept, one row a parameter and epoch.
 *
 * @throws {RangeError} If it kept none.
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
