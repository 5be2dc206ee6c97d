/// <reference path="./builtins.d.ts" />
import { upper } from "./softmax.ts";
import { Job, Layer, layerAt } from "./structures.ts";
import { firstRow, gradientAt } from "./update.ts";

/**
 * Sums the squares of the thread's share of the batch's gradient, parameter by parameter; with
 * `gradientNorms` also adds it to the epoch's gradients. Squares are float64: those of vanishing or
 * exploding gradients would leave float32.
 */
export function sumSquares(job: Job, thread: i32, active: i32): void {
  for (let l: i32 = 1; l <= job.depth + 1; l++) {
    const layer = layerAt(job, l);
    const squares = squaresAt(job, thread, layer.firstParameter);
    const parts = 1 + layer.gated;
    for (let i: usize = 0; i < <usize> parts << 4; i += 8) store<f64>(squares + i, 0);
    const end = min(firstRow(layer, thread + 1, job.threads), layer.inputs + 1);
    const columns = layer.columns / parts;
    for (let row = firstRow(layer, thread, job.threads); row < end; row++) {
      for (let part: i32 = 0; part < parts; part++) {
        const place = 2 * part + (row == layer.inputs ? 1 : 0);
        const to = squares + (<usize> place << 3);
        const offset = <usize> (row * layer.weightStride + part * columns) << 2;
        const sum = squaresOfRow(job, layer, offset, columns, active);
        store<f64>(to, load<f64>(to) + sum);
      }
    }
  }
}

function squaresOfRow(job: Job, layer: Layer, offset: usize, columns: i32, active: i32): f64 {
  const total = job.gradientSum + layer.gradient;
  let sum = f64x2.splat(0);
  const end = offset + (<usize> columns << 2);
  for (let i = offset; i < end; i += 16) {
    const g = gradientAt(job, layer, i, active);
    if (job.gradientNorms) v128.store(total + i, f32x4.add(v128.load(total + i), g));
    const low = f64x2.promote_low_f32x4(g);
    const high = f64x2.promote_low_f32x4(upper(g));
    sum = f64x2.add(sum, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** What the batch's gradient is multiplied with, so that its global norm is at most `clipNorm`. */
export function clipScale(job: Job): f32 {
  if (job.clipNorm == 0) return 1;
  let sum: f64 = 0;
  for (let parameter: i32 = 0; parameter < job.parameters; parameter++) {
    sum += squaresOf(job, parameter);
  }
  const norm = Math.sqrt(sum);
  return norm > job.clipNorm ? <f32> (job.clipNorm / norm) : 1;
}

/** Adds each parameter's gradient norm to the epoch's sum. */
export function addNorms(job: Job): void {
  for (let parameter: i32 = 0; parameter < job.parameters; parameter++) {
    const to = job.normSums + (<usize> parameter << 3);
    store<f64>(to, load<f64>(to) + Math.sqrt(squaresOf(job, parameter)));
  }
}

function squaresOf(job: Job, parameter: i32): f64 {
  let sum: f64 = 0;
  for (let thread: i32 = 0; thread < job.threads; thread++) {
    sum += load<f64>(squaresAt(job, thread, parameter));
  }
  return sum;
}

function squaresAt(job: Job, thread: i32, parameter: i32): usize {
  return job.squares + (<usize> (thread * job.parameters + parameter) << 3);
}
