import * as tf from "@tensorflow/tfjs";
import { pooledSize } from "../../models/convolutional.ts";

/**
 * The largest value of each window of `size` x `size` with stride 2, in {@linkcode pooledSize} windows.
 * Of equal values one receives the gradient.
 *
 * Takes maxima over rows, then over columns: TF.js's own pooling has no such padding, and on the wasm
 * backend (4.22) its gradient leaves out windows without a value above 0.
 *
 * @param x Shape [batch, height, width, maps].
 */
export function maxPool(x: tf.Tensor, size: 2 | 3): tf.Tensor {
  const [batch, height, width, maps] = x.shape;
  const rows = largest(tf.reshape(x, [batch, height, width * maps]), size);
  const newHeight = rows.shape[1]!;
  const columns = largest(tf.reshape(rows, [batch * newHeight, width, maps]), size);
  return tf.reshape(columns, [batch, newHeight, columns.shape[1]!, maps]);
}

/** The same along the middle axis of [outer, pixels, inner]. */
function largest(x: tf.Tensor, size: 2 | 3): tf.Tensor {
  const [outer, pixels, inner] = x.shape;
  const windows = pooledSize(pixels, size);
  const whole = tf.pad(x, [[0, 0], [0, 2 * (windows + 1) - pixels], [0, 0]], -Infinity);
  const pairs = tf.reshape(whole, [outer, windows + 1, 2 * inner]);
  const offset = (pixel: 0 | 1 | 2) => {
    const start = pixel < 2 ? [0, 0, pixel * inner] : [0, 1, 0];
    return tf.slice(pairs, start, [outer, windows, inner]);
  };
  const two = tf.maximum(offset(0), offset(1));
  return size === 2 ? two : tf.maximum(two, offset(2));
}
