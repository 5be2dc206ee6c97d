/// <reference path="./builtins.d.ts" />
/**
 * Matrix products in tiles of 4 rows by 8 columns: the eight sums, two vectors of B and one
 * broadcast element of A stay in the registers that V8 has on x86-64 (15) and ARM.
 *
 * Rows are computed four at a time and columns too, so C must have room for a multiple of four of
 * either; what comes out in the extra rows is never read.
 *
 * @module
 */
import { native, sgemm } from "./machine.ts";

/**
 * C = A·B, or C += A·B; A is [m, k], B is [k, n] and C is [m, n], n a multiple of four.
 *
 * @param aRow Floats from an element of A to the one below; 1 if A is stored transposed.
 * @param aColumn Floats from an element of A to the one on its right; 1 if A is not transposed.
 * @param accumulate 1 for C += A·B, 0 for C = A·B.
 */
export function product(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: i32,
  aColumn: i32,
  b: usize,
  bRow: i32,
  c: usize,
  cRow: i32,
  accumulate: i32,
): void {
  if (native) {
    const transposed = aRow == 1 ? 1 : 0;
    sgemm(transposed, m, n, k, a, transposed ? aColumn : aRow, b, bRow, c, cRow, accumulate);
    return;
  }
  const aDown = <usize> aRow << 2;
  const aRight = <usize> aColumn << 2;
  const bDown = <usize> bRow << 2;
  const cDown = <usize> cRow << 2;
  let column: i32 = 0;
  for (; column + 8 <= n; column += 8) {
    const at = <usize> column << 2;
    panel8(m, k, a, aDown, aRight, b + at, bDown, c + at, cDown, accumulate);
  }
  if (column < n) {
    const at = <usize> column << 2;
    panel4(m, k, a, aDown, aRight, b + at, bDown, c + at, cDown, accumulate);
  }
}

/** Eight columns of C, in tiles of four rows: a call for each tile would take as long as the tile. */
function panel8(
  m: i32,
  k: i32,
  a: usize,
  aDown: usize,
  aRight: usize,
  b: usize,
  bDown: usize,
  c: usize,
  cDown: usize,
  accumulate: i32,
): void {
  for (let row: i32 = 0; row < m; row += 4) {
    const c1 = c + cDown;
    const c2 = c1 + cDown;
    const c3 = c2 + cDown;
    let c00 = f32x4.splat(0);
    let c01 = c00;
    let c10 = c00;
    let c11 = c00;
    let c20 = c00;
    let c21 = c00;
    let c30 = c00;
    let c31 = c00;
    if (accumulate) {
      c00 = v128.load(c);
      c01 = v128.load(c, 16);
      c10 = v128.load(c1);
      c11 = v128.load(c1, 16);
      c20 = v128.load(c2);
      c21 = v128.load(c2, 16);
      c30 = v128.load(c3);
      c31 = v128.load(c3, 16);
    }
    let a0 = a;
    let a1 = a0 + aDown;
    let a2 = a1 + aDown;
    let a3 = a2 + aDown;
    let bAt = b;
    for (let i = k; i > 0; i--) {
      const b0 = v128.load(bAt);
      const b1 = v128.load(bAt, 16);
      let x = v128.load32_splat(a0);
      c00 = f32x4.relaxed_madd(x, b0, c00);
      c01 = f32x4.relaxed_madd(x, b1, c01);
      x = v128.load32_splat(a1);
      c10 = f32x4.relaxed_madd(x, b0, c10);
      c11 = f32x4.relaxed_madd(x, b1, c11);
      x = v128.load32_splat(a2);
      c20 = f32x4.relaxed_madd(x, b0, c20);
      c21 = f32x4.relaxed_madd(x, b1, c21);
      x = v128.load32_splat(a3);
      c30 = f32x4.relaxed_madd(x, b0, c30);
      c31 = f32x4.relaxed_madd(x, b1, c31);
      a0 += aRight;
      a1 += aRight;
      a2 += aRight;
      a3 += aRight;
      bAt += bDown;
    }
    v128.store(c, c00);
    v128.store(c, c01, 16);
    v128.store(c1, c10);
    v128.store(c1, c11, 16);
    v128.store(c2, c20);
    v128.store(c2, c21, 16);
    v128.store(c3, c30);
    v128.store(c3, c31, 16);
    a += aDown << 2;
    c += cDown << 2;
  }
}

/** The four columns that are left where n is not a multiple of eight. */
function panel4(
  m: i32,
  k: i32,
  a: usize,
  aDown: usize,
  aRight: usize,
  b: usize,
  bDown: usize,
  c: usize,
  cDown: usize,
  accumulate: i32,
): void {
  for (let row: i32 = 0; row < m; row += 4) {
    const c1 = c + cDown;
    const c2 = c1 + cDown;
    const c3 = c2 + cDown;
    let c00 = f32x4.splat(0);
    let c10 = c00;
    let c20 = c00;
    let c30 = c00;
    if (accumulate) {
      c00 = v128.load(c);
      c10 = v128.load(c1);
      c20 = v128.load(c2);
      c30 = v128.load(c3);
    }
    let a0 = a;
    let a1 = a0 + aDown;
    let a2 = a1 + aDown;
    let a3 = a2 + aDown;
    let bAt = b;
    for (let i = k; i > 0; i--) {
      const b0 = v128.load(bAt);
      c00 = f32x4.relaxed_madd(v128.load32_splat(a0), b0, c00);
      c10 = f32x4.relaxed_madd(v128.load32_splat(a1), b0, c10);
      c20 = f32x4.relaxed_madd(v128.load32_splat(a2), b0, c20);
      c30 = f32x4.relaxed_madd(v128.load32_splat(a3), b0, c30);
      a0 += aRight;
      a1 += aRight;
      a2 += aRight;
      a3 += aRight;
      bAt += bDown;
    }
    v128.store(c, c00);
    v128.store(c1, c10);
    v128.store(c2, c20);
    v128.store(c3, c30);
    a += aDown << 2;
    c += cDown << 2;
  }
}
