import { checkOptions } from "../check_options.ts";
import type { Network } from "../engines/engine.ts";
import type { Examples } from "../data/dataset.ts";
import { layersOf } from "../models/layers.ts";

/** Output of one unit of a dense layer for one image. */
export interface OutputRow {
  /** From 1, the first dense layer. */
  readonly layer: number;
  /** From 1. */
  readonly unit: number;
  readonly output: number;
}

/** Columns of a frame of {@linkcode OutputRow}s of several networks. */
export const outputSchema = {
  dataset: "string",
  seed: "int",
  layer: "int",
  unit: "int",
  output: "float",
} as const;

/**
 * One row per unit of a dense net, without the softmax layer: its output for the image at `row`.
 */
export async function outputRows(
  network: Network,
  image: { examples: Examples; row: number },
): Promise<OutputRow[]> {
  checkOptions("outputRows()", image, { examples: "required", row: "required" });
  const { outputs } = await network.trace(image.examples, Uint32Array.of(image.row));
  return layersOf(network.spec).slice(0, -1).flatMap((_, index) =>
    Array.from(outputs[index], (output, unit) => ({ layer: index + 1, unit: unit + 1, output }))
  );
}
