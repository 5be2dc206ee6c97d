import * as tf from "@tensorflow/tfjs";
import type { Examples } from "../../data/dataset.ts";

/** Inputs, [batch, ...shape of one], 0 to 1, and labels, [batch]. */
export interface Batch {
  readonly x: tf.Tensor;
  readonly labels: tf.Tensor1D;
}

/** Copies the examples at `rows` to tensors and scales pixels by 1/255. */
export function makeBatch(
  { pixels, labels, size }: Examples,
  rows: Uint32Array,
  shape: readonly number[],
): Batch {
  const inputs = new Float32Array(rows.length * size);
  const targets = new Int32Array(rows.length);
  for (const [index, row] of rows.entries()) {
    const from = row * size;
    const to = index * size;
    for (let offset = 0; offset < size; offset++) inputs[to + offset] = pixels[from + offset] / 255;
    targets[index] = labels[row];
  }
  return {
    x: tf.tensor(inputs, [rows.length, ...shape]),
    labels: tf.tensor1d(targets, "int32"),
  };
}

/** `rows` in pieces of at most `batchSize`, in order. */
export function* batches(rows: Uint32Array, batchSize: number): Generator<Uint32Array> {
  for (let start = 0; start < rows.length; start += batchSize) {
    yield rows.subarray(start, start + batchSize);
  }
}
