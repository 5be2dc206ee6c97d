/// <reference path="./builtins.d.ts" />
import { Job, layerAt } from "./structures.ts";

/** Copies rows [from, from + count) of the job to the workspace: pixels / 255, then a 1. */
export function gather(job: Job, workspace: usize, from: i32, count: i32): void {
  const inputs = layerAt(job, 1).inputs;
  const stride = <usize> job.inputStride << 2;
  let to = workspace + job.input;
  for (let row: i32 = 0; row < count; row++, to += stride) {
    const pixels = job.pixels + <usize> rowAt(job, from + row) * <usize> job.pixelsPerRow;
    // Up to three bytes of the next row are read and overwritten again.
    for (let i: i32 = 0; i < inputs; i += 4) {
      const bytes = v128.load32_zero(pixels + <usize> i);
      const words = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes));
      const values = f32x4.div(f32x4.convert_i32x4_u(words), f32x4.splat(255));
      v128.store(to + (<usize> i << 2), values);
    }
    endWithOne(to, inputs);
  }
}

/** Label of the job's row at `index`. */
export function labelAt(job: Job, index: i32): i32 {
  return load<u8>(job.labels + <usize> rowAt(job, index));
}

function rowAt(job: Job, index: i32): i32 {
  return load<i32>(job.rows + (<usize> index << 2));
}

/** Writes the 1 that stands for the bias after `length` values, and zeros up to the next vector. */
export function endWithOne(row: usize, length: i32): void {
  const end = row + (<usize> length << 2);
  store<f32>(end, 1);
  for (let i: i32 = length + 1; (i & 3) != 0; i++) store<f32>(row + (<usize> i << 2), 0);
}
