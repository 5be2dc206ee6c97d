/// <reference path="./builtins.d.ts" />
import { activate, flush, open, threshold } from "./activation.ts";
import { endWithOne, gather } from "./input.ts";
import { product } from "./product.ts";
import { Job, Layer, layerAt } from "./structures.ts";

/** Runs rows [from, from + count) of the job through every layer; the logits are the last output. */
export function forward(job: Job, workspace: usize, from: i32, count: i32): void {
  gather(job, workspace, from, count);
  forwardFrom(job, workspace, 1, workspace + job.input, job.inputStride, count);
}

/** Runs x through the layers from `first` on. */
export function forwardFrom(
  job: Job,
  workspace: usize,
  first: i32,
  x: usize,
  xStride: i32,
  count: i32,
): void {
  for (let l = first; l <= job.depth + 1; l++) {
    const layer = layerAt(job, l);
    forwardLayer(job, layer, workspace, x, xStride, count);
    x = workspace + layer.output;
    xStride = layer.outputStride;
  }
}

function forwardLayer(
  job: Job,
  layer: Layer,
  workspace: usize,
  x: usize,
  xStride: i32,
  count: i32,
): void {
  const z = workspace + layer.product;
  const columns = layer.columns;
  const inputs = layer.inputs;
  const weights = layer.weights;
  const weightStride = layer.weightStride;
  const productStride = layer.productStride;
  product(
    0,
    count,
    columns,
    inputs + 1,
    x,
    xStride,
    weights,
    weightStride,
    z,
    productStride,
    0,
    workspace + job.scratch,
  );
  if (layer.gated) transformOrCarry(layer, workspace, x, xStride, count);
  else transform(layer, workspace, count);
}

/** y = φ(z), in place. */
function transform(layer: Layer, workspace: usize, count: i32): void {
  const activation = layer.activation;
  const bytes = <usize> layer.columns << 2;
  const units = layer.units;
  const stride = <usize> layer.outputStride << 2;
  const least = threshold();
  let y = workspace + layer.output;
  for (let row: i32 = 0; row < count; row++, y += stride) {
    activate(y, bytes, activation);
    for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, flush(v128.load(y + i), least));
    endWithOne(y, units);
  }
}

/** h = φ(z_H), t = σ(z_T), in place, and y = h·t + x·(1 − t). */
function transformOrCarry(
  layer: Layer,
  workspace: usize,
  x: usize,
  xStride: i32,
  count: i32,
): void {
  const activation = layer.activation;
  const columns = layer.columns;
  const units = layer.units;
  const half = <usize> columns << 1;
  const least = threshold();
  let h = workspace + layer.product;
  let y = workspace + layer.output;
  for (let row: i32 = 0; row < count; row++) {
    activate(h, half, activation);
    open(h + half, half);
    for (let i: usize = 0; i < half; i += 16) {
      const h4 = v128.load(h + i);
      const t4 = v128.load(h + half + i);
      const x4 = v128.load(x + i);
      v128.store(y + i, flush(f32x4.relaxed_madd(t4, f32x4.sub(h4, x4), x4), least));
    }
    endWithOne(y, units);
    h += <usize> layer.productStride << 2;
    y += <usize> layer.outputStride << 2;
    x += <usize> xStride << 2;
  }
}
