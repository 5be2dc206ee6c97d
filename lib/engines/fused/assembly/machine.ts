/// <reference path="./builtins.d.ts" />
/**
 * What the machine has, as module "machine" that TypeScript gives to every instance.
 *
 * @module
 */

/** Numbers below this are taken for 0: 0 where the processor flushes denormals itself. */
export declare const smallest: f32;

/** 1 if products go to {@linkcode sgemm}, 0 if they are computed here. */
export declare const native: i32;

/** C = A·B or C += A·B. Strides are in floats; A is [k, m] where `transposed` is 1. */
export declare function sgemm(
  transposed: i32,
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aStride: i32,
  b: usize,
  bStride: i32,
  c: usize,
  cStride: i32,
  accumulate: i32,
): void;
