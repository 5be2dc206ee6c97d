/// <reference path="./builtins.d.ts" />
import { flush, slope, threshold } from "./activation.ts";
import { product } from "./product.ts";
import { Job, Layer, layerAt } from "./structures.ts";

/**
 * Backpropagation of the logits' gradient, which {@linkcode crossEntropy} left in their place.
 * Writes every layer's dW, or adds to it where `accumulate` is 1.
 *
 * Units that exist only to fill a vector get gradients of exactly 0 throughout: their columns of
 * Wᵀ are 0, so they change neither weights nor sums.
 */
export function backward(
  job: Job,
  workspace: usize,
  thread: i32,
  count: i32,
  accumulate: i32,
): void {
  const dy = workspace + job.outputGradient;
  const scratch = workspace + job.scratch;
  for (let l = job.depth + 1; l > 0; l--) {
    const layer = layerAt(job, l);
    if (layer.gated) gatedGradient(job, layer, layerAt(job, l - 1), workspace, count);
    else if (l <= job.depth) plainGradient(job, layer, workspace, count);

    let x = workspace + job.input;
    let xStride = job.inputStride;
    if (l > 1) {
      const before = layerAt(job, l - 1);
      x = workspace + before.output;
      xStride = before.outputStride;
    }
    const dz = workspace + layer.product;
    const dzStride = layer.productStride;
    const inputs = layer.inputs;
    const columns = layer.columns;
    const weightStride = layer.weightStride;
    const transposed = layer.transposed;
    const transposedStride = layer.transposedStride;
    const gated = layer.gated;
    // dW = (x 1)ᵀ·dz: the 1 makes the last row the bias's gradient.
    const dw = job.gradients + layer.gradient + <usize> thread * job.gradientsSize;
    product(
      1,
      inputs + 1,
      columns,
      count,
      x,
      xStride,
      dz,
      dzStride,
      dw,
      weightStride,
      accumulate,
      scratch,
    );
    if (l == 1) break;
    // dx = dz·Wᵀ, added to what a highway layer carried.
    const wide = (inputs + 3) & ~3;
    const dyStride = job.outputGradientStride;
    product(
      0,
      count,
      wide,
      columns,
      dz,
      dzStride,
      transposed,
      transposedStride,
      dy,
      dyStride,
      gated,
      scratch,
    );
  }
}

/** dz = dy·φ'(z), in the place of y. */
function plainGradient(job: Job, layer: Layer, workspace: usize, count: i32): void {
  const activation = layer.activation;
  const columns = layer.columns;
  const least = threshold();
  let y = workspace + layer.product;
  let dy = workspace + job.outputGradient;
  for (let row: i32 = 0; row < count; row++) {
    for (let i: usize = 0; i < <usize> columns << 2; i += 16) {
      const dz = f32x4.mul(v128.load(dy + i), slope(v128.load(y + i), activation));
      v128.store(y + i, flush(dz, least));
    }
    y += <usize> layer.productStride << 2;
    dy += <usize> job.outputGradientStride << 2;
  }
}

/**
 * For y = x + t·(h − x): dz_H = dy·t·φ'(z_H) and dz_T = dy·(h − x)·t·(1 − t) in the place of h and
 * t, and dy becomes dy·(1 − t), the part of dx that is carried.
 */
function gatedGradient(job: Job, layer: Layer, before: Layer, workspace: usize, count: i32): void {
  const activation = layer.activation;
  const columns = layer.columns;
  const half = <usize> columns << 1;
  const least = threshold();
  let h = workspace + layer.product;
  let x = workspace + before.output;
  let dy = workspace + job.outputGradient;
  for (let row: i32 = 0; row < count; row++) {
    for (let i: usize = 0; i < half; i += 16) {
      const h4 = v128.load(h + i);
      const t4 = v128.load(h + half + i);
      const dy4 = v128.load(dy + i);
      const transformed = f32x4.mul(dy4, t4);
      const carried = f32x4.sub(dy4, transformed);
      const dh = f32x4.mul(transformed, slope(h4, activation));
      const dt = f32x4.mul(f32x4.mul(carried, t4), f32x4.sub(h4, v128.load(x + i)));
      v128.store(h + i, flush(dh, least));
      v128.store(h + half + i, flush(dt, least));
      v128.store(dy + i, flush(carried, least));
    }
    h += <usize> layer.productStride << 2;
    x += <usize> before.outputStride << 2;
    dy += <usize> job.outputGradientStride << 2;
  }
}
