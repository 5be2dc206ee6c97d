/// <reference path="./builtins.d.ts" />
/**
 * Matrix products in tiles of 12 rows by 4 columns. Their twelve sums keep both multipliers of a
 * core busy, which take four cycles for a product, and leave the three registers that V8 has for
 * elements of A and B (x86-64; ARM has more). Four loads for twelve products do not hold them up,
 * although Deno's V8 compares the address of each with the size of the memory.
 *
 * @module
 */
import { native, sgemm } from "./machine.ts";
import { transposeBlock } from "./transpose_block.ts";

/**
 * C = A·B, or C += A·B; A is [m, k], B is [k, n] and C is [m, n], n a multiple of four.
 *
 * Rows are computed four at a time and at least eight, so C must have room for them; what comes out
 * in the extra rows is never read.
 *
 * @param transposed 1 if A is stored as Aᵀ, [k, m].
 * @param aStride Floats from a row of A, or of Aᵀ, to the next; likewise for B and C.
 * @param accumulate 1 for C += A·B, 0 for C = A·B.
 * @param scratch Room for Aᵀ, if it is not stored so: as many rows and columns as are computed.
 */
export function product(
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
  scratch: usize,
): void {
  if (native) {
    sgemm(transposed, m, n, k, a, aStride, b, bStride, c, cStride, accumulate);
    return;
  }
  let aDown = <usize> aStride << 2;
  if (!transposed) {
    const scratchDown = <usize> max(8, (m + 3) & ~3) << 2;
    transpose(m, k, a, aDown, scratch, scratchDown);
    a = scratch;
    aDown = scratchDown;
  }
  const bDown = <usize> bStride << 2;
  const cDown = <usize> cStride << 2;
  // As many tiles of twelve rows as leave a multiple of eight.
  const fours = (m + 3) >> 2;
  const eights = (3 - fours % 3) % 3;
  const twelves = max(0, (fours - 2 * eights) / 3);
  for (let column: i32 = 0; column < n; column += 4) {
    let from = a;
    let to = c;
    for (let tile: i32 = 0; tile < twelves; tile++) {
      tile12(k, from, aDown, b, bDown, to, cDown, accumulate);
      from += 12 << 2;
      to += 12 * cDown;
    }
    for (let row = 12 * twelves; row < m; row += 8) {
      tile8(k, from, aDown, b, bDown, to, cDown, accumulate);
      from += 8 << 2;
      to += 8 * cDown;
    }
    b += 16;
    c += 16;
  }
}

/** Copies A to Aᵀ. */
function transpose(m: i32, k: i32, a: usize, aDown: usize, to: usize, toDown: usize): void {
  for (let row: i32 = 0; row < m; row += 4) {
    for (let column: i32 = 0; column < k; column += 4) {
      const at = <usize> column;
      transposeBlock(a + (at << 2), aDown, to + at * toDown, toDown);
    }
    a += aDown << 2;
    to += 16;
  }
}

/** Twelve rows and four columns of C, from twelve columns of Aᵀ and four of B. */
function tile12(
  k: i32,
  a: usize,
  aDown: usize,
  b: usize,
  bDown: usize,
  c: usize,
  cDown: usize,
  accumulate: i32,
): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  let s6 = s0;
  let s7 = s0;
  let s8 = s0;
  let s9 = s0;
  let s10 = s0;
  let s11 = s0;
  if (accumulate) {
    let from = c;
    s0 = v128.load(from);
    s1 = v128.load(from += cDown);
    s2 = v128.load(from += cDown);
    s3 = v128.load(from += cDown);
    s4 = v128.load(from += cDown);
    s5 = v128.load(from += cDown);
    s6 = v128.load(from += cDown);
    s7 = v128.load(from += cDown);
    s8 = v128.load(from += cDown);
    s9 = v128.load(from += cDown);
    s10 = v128.load(from += cDown);
    s11 = v128.load(from += cDown);
  }
  for (let i = k; i > 0; i--) {
    const b0 = v128.load(b);
    const a0 = v128.load(a);
    s0 = f32x4.relaxed_madd(v128.shuffle<f32>(a0, a0, 0, 0, 0, 0), b0, s0);
    s1 = f32x4.relaxed_madd(v128.shuffle<f32>(a0, a0, 1, 1, 1, 1), b0, s1);
    s2 = f32x4.relaxed_madd(v128.shuffle<f32>(a0, a0, 2, 2, 2, 2), b0, s2);
    s3 = f32x4.relaxed_madd(v128.shuffle<f32>(a0, a0, 3, 3, 3, 3), b0, s3);
    const a1 = v128.load(a, 16);
    s4 = f32x4.relaxed_madd(v128.shuffle<f32>(a1, a1, 0, 0, 0, 0), b0, s4);
    s5 = f32x4.relaxed_madd(v128.shuffle<f32>(a1, a1, 1, 1, 1, 1), b0, s5);
    s6 = f32x4.relaxed_madd(v128.shuffle<f32>(a1, a1, 2, 2, 2, 2), b0, s6);
    s7 = f32x4.relaxed_madd(v128.shuffle<f32>(a1, a1, 3, 3, 3, 3), b0, s7);
    const a2 = v128.load(a, 32);
    s8 = f32x4.relaxed_madd(v128.shuffle<f32>(a2, a2, 0, 0, 0, 0), b0, s8);
    s9 = f32x4.relaxed_madd(v128.shuffle<f32>(a2, a2, 1, 1, 1, 1), b0, s9);
    s10 = f32x4.relaxed_madd(v128.shuffle<f32>(a2, a2, 2, 2, 2, 2), b0, s10);
    s11 = f32x4.relaxed_madd(v128.shuffle<f32>(a2, a2, 3, 3, 3, 3), b0, s11);
    a += aDown;
    b += bDown;
  }
  v128.store(c, s0);
  v128.store(c += cDown, s1);
  v128.store(c += cDown, s2);
  v128.store(c += cDown, s3);
  v128.store(c += cDown, s4);
  v128.store(c += cDown, s5);
  v128.store(c += cDown, s6);
  v128.store(c += cDown, s7);
  v128.store(c += cDown, s8);
  v128.store(c += cDown, s9);
  v128.store(c += cDown, s10);
  v128.store(c += cDown, s11);
}

/** The same of eight rows. */
function tile8(
  k: i32,
  a: usize,
  aDown: usize,
  b: usize,
  bDown: usize,
  c: usize,
  cDown: usize,
  accumulate: i32,
): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  let s6 = s0;
  let s7 = s0;
  if (accumulate) {
    let from = c;
    s0 = v128.load(from);
    s1 = v128.load(from += cDown);
    s2 = v128.load(from += cDown);
    s3 = v128.load(from += cDown);
    s4 = v128.load(from += cDown);
    s5 = v128.load(from += cDown);
    s6 = v128.load(from += cDown);
    s7 = v128.load(from += cDown);
  }
  for (let i = k; i > 0; i--) {
    const b0 = v128.load(b);
    const a0 = v128.load(a);
    s0 = f32x4.relaxed_madd(v128.shuffle<f32>(a0, a0, 0, 0, 0, 0), b0, s0);
    s1 = f32x4.relaxed_madd(v128.shuffle<f32>(a0, a0, 1, 1, 1, 1), b0, s1);
    s2 = f32x4.relaxed_madd(v128.shuffle<f32>(a0, a0, 2, 2, 2, 2), b0, s2);
    s3 = f32x4.relaxed_madd(v128.shuffle<f32>(a0, a0, 3, 3, 3, 3), b0, s3);
    const a1 = v128.load(a, 16);
    s4 = f32x4.relaxed_madd(v128.shuffle<f32>(a1, a1, 0, 0, 0, 0), b0, s4);
    s5 = f32x4.relaxed_madd(v128.shuffle<f32>(a1, a1, 1, 1, 1, 1), b0, s5);
    s6 = f32x4.relaxed_madd(v128.shuffle<f32>(a1, a1, 2, 2, 2, 2), b0, s6);
    s7 = f32x4.relaxed_madd(v128.shuffle<f32>(a1, a1, 3, 3, 3, 3), b0, s7);
    a += aDown;
    b += bDown;
  }
  v128.store(c, s0);
  v128.store(c += cDown, s1);
  v128.store(c += cDown, s2);
  v128.store(c += cDown, s3);
  v128.store(c += cDown, s4);
  v128.store(c += cDown, s5);
  v128.store(c += cDown, s6);
  v128.store(c += cDown, s7);
}
