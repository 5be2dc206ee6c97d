/// <reference path="./builtins.d.ts" />
import { flush, threshold } from "./activation.ts";
import { Job, Layer, layerAt } from "./structures.ts";

/**
 * v ← momentum·v + scale·g and W ← W − rate·v on the thread's share of every layer's rows, four at
 * a time, and the same values to Wᵀ. g is the sum of the first `active` threads' gradients.
 */
export function update(job: Job, thread: i32, active: i32, rate: f32, scale: f32): void {
  for (let l: i32 = 1; l <= job.depth + 1; l++) {
    const layer = layerAt(job, l);
    const first = firstRow(layer, thread, job.threads);
    const end = firstRow(layer, thread + 1, job.threads);
    for (let row = first; row < end; row += 4) {
      updateRows(job, layer, row, active, rate, scale);
      if (layer.transposed) transposeRows(layer, row);
    }
  }
}

/** Copies the thread's share of every W to Wᵀ. */
export function transpose(job: Job, thread: i32): void {
  for (let l: i32 = 2; l <= job.depth + 1; l++) {
    const layer = layerAt(job, l);
    const end = firstRow(layer, thread + 1, job.threads);
    for (let row = firstRow(layer, thread, job.threads); row < end; row += 4) {
      transposeRows(layer, row);
    }
  }
}

/** First of the thread's rows of W, a multiple of four. */
export function firstRow(layer: Layer, thread: i32, threads: i32): i32 {
  const blocks = (layer.inputs + 4) >> 2;
  return (blocks * thread / threads) << 2;
}

function updateRows(
  job: Job,
  layer: Layer,
  row: i32,
  active: i32,
  rate: f32,
  scale: f32,
): void {
  const momentum4 = f32x4.splat(job.momentum);
  const rate4 = f32x4.splat(rate);
  const scale4 = f32x4.splat(scale);
  const least = threshold();
  const begin = <usize> (row * layer.weightStride) << 2;
  const end = begin + (<usize> layer.weightStride << 4);
  for (let i = begin; i < end; i += 16) {
    const v = f32x4.relaxed_madd(
      momentum4,
      v128.load(layer.velocity + i),
      f32x4.mul(scale4, gradientAt(job, layer, i, active)),
    );
    v128.store(layer.velocity + i, flush(v, least));
    const w = layer.weights + i;
    v128.store(w, f32x4.relaxed_nmadd(rate4, v, v128.load(w)));
  }
}

/** Four elements of the batch's gradient, at an offset in bytes. */
export function gradientAt(job: Job, layer: Layer, offset: usize, active: i32): v128 {
  let from = job.gradients + layer.gradient + offset;
  let sum = v128.load(from);
  for (let thread: i32 = 1; thread < active; thread++) {
    from += job.gradientsSize;
    sum = f32x4.add(sum, v128.load(from));
  }
  return sum;
}

/** Copies four rows of W to four columns of Wᵀ, leaving out the bias. */
function transposeRows(layer: Layer, row: i32): void {
  if (row >= layer.inputs) return;
  const down = <usize> layer.weightStride << 2;
  const right = <usize> layer.transposedStride << 2;
  const isWeight = weightMask(layer.inputs - row);
  let from = layer.weights + <usize> row * down;
  let to = layer.transposed + (<usize> row << 2);
  for (let column: i32 = 0; column < layer.columns; column += 4) {
    const a = v128.load(from);
    const b = v128.load(from + down);
    const c = v128.load(from + 2 * down);
    const d = v128.load(from + 3 * down);
    const ab01 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const ab23 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const cd01 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const cd23 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(to, v128.and(v128.shuffle<f32>(ab01, cd01, 0, 1, 4, 5), isWeight));
    v128.store(to + right, v128.and(v128.shuffle<f32>(ab01, cd01, 2, 3, 6, 7), isWeight));
    v128.store(to + 2 * right, v128.and(v128.shuffle<f32>(ab23, cd23, 0, 1, 4, 5), isWeight));
    v128.store(to + 3 * right, v128.and(v128.shuffle<f32>(ab23, cd23, 2, 3, 6, 7), isWeight));
    from += 16;
    to += 4 * right;
  }
}

/** All bits in the first `count` lanes. */
function weightMask(count: i32): v128 {
  return f32x4.lt(f32x4(0, 1, 2, 3), f32x4.splat(<f32> count));
}
