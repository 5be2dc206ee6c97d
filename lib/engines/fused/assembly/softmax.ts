/// <reference path="./builtins.d.ts" />
import { exp4, flush, threshold } from "./activation.ts";
import { labelAt } from "./input.ts";
import { Job, layerAt, Tally } from "./structures.ts";

/**
 * Adds the cross-entropy of rows [from, from + count) of the job and the number of correct answers
 * to `tally`. Logits z become e^(z − max z); where `scale` is not 0 they become the gradient of
 * scale · Σ cross-entropy, which is scale · (softmax(z) − onehot(label)).
 *
 * Sums are float64 and log Σ e^(z − max z) is taken as log1p of the sum less 1: a loss far below
 * float32's 6e-8 is still right.
 */
export function crossEntropy(
  job: Job,
  workspace: usize,
  from: i32,
  count: i32,
  scale: f64,
  tally: Tally,
): void {
  const layer = layerAt(job, job.depth + 1);
  const stride = <usize> layer.outputStride << 2;
  const end = <usize> layer.columns << 2;
  const least = threshold();
  let z = workspace + layer.output;
  for (let row: i32 = 0; row < count; row++, z += stride) {
    pad(z, job.classes, f32.NEGATIVE_INFINITY);
    const label = labelAt(job, from + row);
    const atLabel = z + (<usize> label << 2);
    const largest = maximum(z, end);
    const logit = load<f32>(atLabel);
    if (logit == largest && isFirst(z, label)) tally.correct += 1;
    const sum = exponentials(z, end, largest);
    tally.loss += Math.log1p(sum - 1) + (<f64> largest - <f64> logit);
    if (scale == 0) continue;
    const others = sum - <f64> load<f32>(atLabel);
    const factor = f32x4.splat(<f32> (scale / sum));
    for (let i: usize = 0; i < end; i += 16) {
      v128.store(z + i, flush(f32x4.mul(v128.load(z + i), factor), least));
    }
    store<f32>(atLabel, <f32> (-others / sum * scale));
    pad(z, job.classes, 0);
  }
}

/** Fills what is left of the last vector. */
function pad(z: usize, classes: i32, value: f32): void {
  for (let i = classes; (i & 3) != 0; i++) store<f32>(z + (<usize> i << 2), value);
}

/** Largest value of a row, NaN if there is one. */
function maximum(z: usize, end: usize): f32 {
  let largest = v128.load(z);
  for (let i: usize = 16; i < end; i += 16) largest = f32x4.max(largest, v128.load(z + i));
  const even = max(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 2));
  return max(even, max(f32x4.extract_lane(largest, 1), f32x4.extract_lane(largest, 3)));
}

/** Replaces each z of a row by e^(z − largest), and sums them. */
function exponentials(z: usize, end: usize, largest: f32): f64 {
  const shift = f32x4.splat(largest);
  let sum = f64x2.splat(0);
  for (let i: usize = 0; i < end; i += 16) {
    const e = exp4(f32x4.sub(v128.load(z + i), shift));
    v128.store(z + i, e);
    sum = f64x2.add(sum, f64x2.add(f64x2.promote_low_f32x4(e), f64x2.promote_low_f32x4(upper(e))));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Lanes 2 and 3 as lanes 0 and 1. */
export function upper(x: v128): v128 {
  return v128.shuffle<f32>(x, x, 2, 3, 2, 3);
}

/** Whether no logit before the one at `label` is as large: of equal answers the first counts. */
function isFirst(z: usize, label: i32): boolean {
  const logit = load<f32>(z + (<usize> label << 2));
  for (let i: i32 = 0; i < label; i++) {
    if (load<f32>(z + (<usize> i << 2)) >= logit) return false;
  }
  return true;
}
