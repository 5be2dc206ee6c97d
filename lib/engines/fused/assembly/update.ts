/// <reference path="./builtins.d.ts" />
import { flush, threshold } from "./activation.ts";
import { Job, Layer, layerAt } from "./structures.ts";
import { transposeBlock } from "./transpose_block.ts";

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

/** Copies four rows of W to four columns of Wᵀ, where the bias is 0. */
function transposeRows(layer: Layer, row: i32): void {
  const inputs = layer.inputs;
  if (row >= inputs) return;
  const down = <usize> layer.weightStride << 2;
  const right = <usize> layer.transposedStride << 2;
  let from = layer.weights + <usize> row * down;
  let to = layer.transposed + (<usize> row << 2);
  for (let column: i32 = 0; column < layer.columns; column += 4) {
    transposeBlock(from, down, to, right);
    from += 16;
    to += 4 * right;
  }
  if (row + 4 <= inputs) return;
  for (let column: i32 = 0; column < layer.columns; column++) {
    const start = layer.transposed + <usize> column * right;
    for (let i = inputs; (i & 3) != 0; i++) store<f32>(start + (<usize> i << 2), 0);
  }
}
