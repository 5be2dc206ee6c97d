/// <reference path="./builtins.d.ts" />
/**
 * What TypeScript writes to memory for the engine to read; `../structures.ts` names the same fields
 * in the same order. All addresses are in bytes, all strides in floats.
 *
 * @module
 */

/** Rows that go through the layers together: so many share what a pass over the weights costs. */
export const BLOCK: i32 = 128;

/** y = φ(x·W_H + b_H), or with a gate Eq. (3). Biases are the last row of W: x ends in a 1. */
@unmanaged
export class Layer {
  /** Values in x, without the 1 that it ends in. */
  inputs: i32 = 0;
  /** Values in y. */
  units: i32 = 0;
  /** 1 if the layer is a highway layer: its products are W_H | W_T side by side. */
  gated: i32 = 0;
  /** One of the codes of `activation.ts`. */
  activation: i32 = 0;
  /** Columns of W: units, or twice that if gated, each padded to a multiple of four. */
  columns: i32 = 0;
  /** Floats from one row of W to the next. */
  weightStride: i32 = 0;
  /** [inputs + 1, columns] */
  weights: usize = 0;
  /** Wᵀ without the bias, [columns, inputs], for the way back; 0 in the first layer. */
  transposed: usize = 0;
  /** Floats from one row of Wᵀ to the next. */
  transposedStride: i32 = 0;
  /** Momentum, laid out as W. */
  velocity: usize = 0;
  /** Where gradients of all layers have this one's, laid out as W. */
  gradient: usize = 0;
  /** Where the thread's workspace has x·W, then h | t, then its gradient, [BLOCK, columns]. */
  product: usize = 0;
  productStride: i32 = 0;
  /** Where the thread's workspace has y followed by a 1, [BLOCK, units + 1]. */
  output: usize = 0;
  outputStride: i32 = 0;
  /** Place of W_H among the network's parameters; b_H, W_T and b_T follow. */
  firstParameter: i32 = 0;
}

/** One request to all threads. */
@unmanaged
export class Job {
  threads: i32 = 0;
  /** Layers without the softmax layer. */
  depth: i32 = 0;
  classes: i32 = 0;
  /** Layers 1 to depth and the softmax layer. */
  layers: usize = 0;
  /** Number of parameters (weights and biases are two). */
  parameters: i32 = 0;
  /** Bytes in a row of pixels. */
  pixelsPerRow: i32 = 0;
  pixels: usize = 0;
  labels: usize = 0;
  /** Indices of rows, u32. */
  rows: usize = 0;
  rowCount: i32 = 0;
  /** The first thread's memory for activations. */
  workspace: usize = 0;
  workspaceSize: usize = 0;
  /** Where a workspace has the input followed by a 1, [BLOCK, inputs + 1]. */
  input: usize = 0;
  inputStride: i32 = 0;
  /** Where a workspace has dy, [BLOCK, units]. */
  outputGradient: usize = 0;
  outputGradientStride: i32 = 0;
  /** Where a workspace has room for what a product transposes. */
  scratch: usize = 0;
  /** The first thread's share of the gradients. */
  gradients: usize = 0;
  gradientsSize: usize = 0;
  /** Sum of gradients over an epoch. */
  gradientSum: usize = 0;
  batchSize: i32 = 0;
  /** Learning rate of each step, f32. */
  rates: usize = 0;
  momentum: f32 = 0;
  /** Largest global norm of a gradient; 0 for any. */
  clipNorm: f32 = 0;
  /** 1 if gradient norms are asked for, and with them `gradientSum`. */
  gradientNorms: i32 = 0;
  /** Sum over the epoch's steps of each parameter's gradient norm, f64. */
  normSums: usize = 0;
  /** Squared gradient norms of each parameter, f64, thread after thread. */
  squares: usize = 0;
  /** Results of each thread: a {@linkcode Tally} for the intact net and for each lesion. */
  tallies: usize = 0;
  /** Set to 1 by the owner to end the job soon, whatever comes of it. */
  stop: i32 = 0;
  /** `stop`, as one thread has read it for all. */
  stopping: i32 = 0;
  /** Threads that have come to the barrier. */
  arrived: i32 = 0;
  /** How often the barrier has opened. */
  generation: i32 = 0;
  /** Steps taken, by the first thread. */
  steps: i32 = 0;
  /** Examples seen, by the first thread. */
  seen: i32 = 0;
}

/** Sums over examples. */
@unmanaged
export class Tally {
  /** Cross-entropy, nats. */
  loss: f64 = 0;
  correct: f64 = 0;
}

/** Bytes of a {@linkcode Tally}. */
export const TALLY: usize = 16;

/** Whether the owner wants the job to end. */
export function isStopped(job: Job): boolean {
  return atomic.load<i32>(changetype<usize>(job) + offsetof<Job>("stop")) != 0;
}

export function layerAt(job: Job, layer: i32): Layer {
  return changetype<Layer>(job.layers + (<usize> (layer - 1)) * offsetof<Layer>());
}

/** The thread's tally of the intact net (0) or of the net with highway layer lesion + 1 lesioned. */
export function tallyAt(job: Job, thread: i32, lesion: i32): Tally {
  return changetype<Tally>(job.tallies + (<usize> (thread * job.depth + lesion)) * TALLY);
}
