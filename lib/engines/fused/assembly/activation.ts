/// <reference path="./builtins.d.ts" />
import { smallest } from "./machine.ts";

/**
 * φ and σ. What their slopes need is their own output.
 *
 * @module
 */

// The order of `activations` in lib/models/network_spec.ts; the fourth is linear.
const TANH: i32 = 0;
const RELU: i32 = 1;
const SIGMOID: i32 = 2;

/** Replaces z by φ(z) in `bytes` bytes, a multiple of sixteen. */
export function activate(z: usize, bytes: usize, activation: i32): void {
  const end = z + bytes;
  if (activation == TANH) {
    for (; z < end; z += 16) v128.store(z, tanh4(v128.load(z)));
  } else if (activation == RELU) {
    for (; z < end; z += 16) v128.store(z, f32x4.pmax(v128.load(z), f32x4.splat(0)));
  } else if (activation == SIGMOID) {
    open(z, bytes);
  }
}

/** Replaces z by σ(z): what activates a gate. */
export function open(z: usize, bytes: usize): void {
  const end = z + bytes;
  for (; z < end; z += 16) v128.store(z, sigmoid4(v128.load(z)));
}

/** φ'(z) by h = φ(z): 1 − h², h·(1 − h), or 1 where a ReLU is open. */
export function slope(h: v128, activation: i32): v128 {
  const one = f32x4.splat(1);
  if (activation == TANH) return f32x4.relaxed_nmadd(h, h, one);
  if (activation == SIGMOID) return f32x4.relaxed_nmadd(h, h, h);
  if (activation == RELU) return v128.and(f32x4.gt(h, f32x4.splat(0)), one);
  return one;
}

/**
 * Four times the constant at `index` of {@linkcode constants}. V8 makes a vector constant in four
 * instructions each time that it is used, and loads one from memory in one.
 */
function constant(index: i32): v128 {
  return v128.load32_splat(constants + (<usize> index << 2));
}

const constants = memory.data<f32>([
  // tanh: bound, P from the highest power down, Q likewise
  -7.9,
  7.9,
  1.542806276498553e-8,
  2.2023308354980966e-5,
  3.578995826786508e-3,
  1.3450623766153014e-1,
  9.999999943526038e-1,
  8.598816357248097e-7,
  3.4236567925076655e-4,
  2.619225238231706e-2,
  4.6783951767670257e-1,
  1,
  // exp: bounds, 1 / ln 2, 1.5·2²³, ln 2 in two parts, P from the highest power down
  -87,
  87,
  1.44269504088896341,
  12582912,
  0.693359375,
  -2.12194440054690583e-4,
  1.381460194454896e-3,
  8.368715208729328e-3,
  4.1668387886188235e-2,
  1.6666520645455393e-1,
  4.9999993448709457e-1,
]);
const ONE: i32 = 11;

/**
 * tanh z = z·P(z²) / Q(z²), with polynomials of degree four fitted for the least relative error on
 * [0, 7.9], 6e-9; float32 makes it 3e-7. Beyond 7.9 it is 1 but for 6e-8.
 */
function tanh4(z: v128): v128 {
  const x = f32x4.pmin(f32x4.pmax(z, constant(0)), constant(1));
  const s = f32x4.mul(x, x);
  let p = f32x4.relaxed_madd(s, constant(2), constant(3));
  let q = f32x4.relaxed_madd(s, constant(7), constant(8));
  p = f32x4.relaxed_madd(s, p, constant(4));
  q = f32x4.relaxed_madd(s, q, constant(9));
  p = f32x4.relaxed_madd(s, p, constant(5));
  q = f32x4.relaxed_madd(s, q, constant(10));
  p = f32x4.relaxed_madd(s, p, constant(6));
  q = f32x4.relaxed_madd(s, q, constant(ONE));
  return f32x4.div(f32x4.mul(x, p), q);
}

/** σ(z) = 1 / (1 + e⁻ᶻ): also small gates keep all their digits. */
function sigmoid4(z: v128): v128 {
  const one = constant(ONE);
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(z))));
}

/**
 * eᶻ = 2ⁿ·eʳ with n the integer nearest to z / ln 2 and |r| ≤ ln 2 / 2, where
 * eʳ ≈ 1 + r + r²·P(r); P has degree four, fitted for the least relative error, 3e-9. z is held
 * within ±87, so that the result is neither denormal nor infinite.
 */
export function exp4(z: v128): v128 {
  const x = f32x4.pmin(f32x4.pmax(z, constant(12)), constant(13));
  // Adding 1.5·2²³ leaves the nearest integer in the low bits of the sum.
  const magic = constant(15);
  const shifted = f32x4.relaxed_madd(x, constant(14), magic);
  const n = f32x4.sub(shifted, magic);
  // The first part of ln 2 has few digits, so that n times it is exact.
  let r = f32x4.relaxed_nmadd(n, constant(16), x);
  r = f32x4.relaxed_nmadd(n, constant(17), r);
  let p = f32x4.relaxed_madd(r, constant(18), constant(19));
  p = f32x4.relaxed_madd(r, p, constant(20));
  p = f32x4.relaxed_madd(r, p, constant(21));
  p = f32x4.relaxed_madd(r, p, constant(22));
  const power = f32x4.add(f32x4.relaxed_madd(f32x4.mul(r, r), p, r), constant(ONE));
  return i32x4.add(power, i32x4.shl(shifted, 23));
}

/** {@linkcode smallest} four times, for {@linkcode flush}. */
export function threshold(): v128 {
  return f32x4.splat(smallest);
}

/**
 * Values below `least` become 0: products of numbers that small are denormal, and those take many
 * processors a hundred times as long. NaN stays.
 */
export function flush(x: v128, least: v128): v128 {
  return v128.andnot(x, f32x4.lt(f32x4.abs(x), least));
}
