import * as tf from "@tensorflow/tfjs";
import { sizeOf } from "../../models/parameters.ts";
import { type RandomGenerator, stream } from "../../random.ts";

/** Draws a tensor of that shape: 0 with probability `rate`, else 1 / (1 − rate). */
export type Mask = (shape: readonly number[], rate: number) => tf.Tensor;

/** Masks of one step, in the order of the calls: equal bits on every backend. */
export function dropoutMasks(
  { seed, epoch, step }: { seed: number; epoch: number; step: number },
): Mask {
  const random = stream(seed, `dropout of epoch ${epoch}, step ${step}`);
  return (shape, rate) => tf.tensor(mask(random, shape, rate), [...shape]);
}

function mask(random: RandomGenerator, shape: readonly number[], rate: number): Float32Array {
  const values = new Float32Array(sizeOf(shape));
  const kept = Math.fround(1 / (1 - rate));
  const limit = rate * 2 ** 32 - 2 ** 31; // of a signed 32-bit number
  for (let index = 0; index < values.length; index++) {
    values[index] = random.next() < limit ? 0 : kept;
  }
  return values;
}
