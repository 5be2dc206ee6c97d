/**
 * The builtins of AssemblyScript that the sources in this folder use, so that editors and
 * `deno check` can read them. AssemblyScript has its own definitions and ignores these.
 */
declare type u8 = number;
declare type i32 = number;
declare type f32 = number;
declare type f64 = number;
declare type usize = number;

/** Marks a class as a plain structure in memory, read through `changetype`. */
declare function unmanaged(target: unknown, context: unknown): void;
declare function changetype<T>(value: unknown): T;
declare function offsetof<T>(field?: string): usize;
declare function min<T extends number>(a: T, b: T): T;
declare function max<T extends number>(a: T, b: T): T;
declare function load<T>(address: usize, offset?: usize): T;
declare function store<T>(address: usize, value: T, offset?: usize): void;

declare namespace memory {
  function data<T>(values: T[]): usize;
}

declare namespace atomic {
  function load<T>(address: usize): T;
  function store<T>(address: usize, value: T): void;
  function add<T>(address: usize, value: T): T;
  function wait<T>(address: usize, expected: T, timeout: number): i32;
  function notify(address: usize, count: i32): i32;
}

declare interface v128 {
  readonly lanes: "128 bits";
}

declare namespace v128 {
  function load(address: usize, offset?: usize): v128;
  function store(address: usize, value: v128, offset?: usize): void;
  function load32_splat(address: usize, offset?: usize): v128;
  function load32_zero(address: usize, offset?: usize): v128;
  function and(a: v128, b: v128): v128;
  function andnot(a: v128, b: v128): v128;
  function shuffle<T>(a: v128, b: v128, ...lanes: number[]): v128;
}

declare namespace f32 {
  const NEGATIVE_INFINITY: f32;
}

declare namespace f32x4 {
  function splat(value: f32): v128;
  function extract_lane(a: v128, lane: number): f32;
  function add(a: v128, b: v128): v128;
  function sub(a: v128, b: v128): v128;
  function mul(a: v128, b: v128): v128;
  function div(a: v128, b: v128): v128;
  function abs(a: v128): v128;
  function neg(a: v128): v128;
  function pmin(a: v128, b: v128): v128;
  function max(a: v128, b: v128): v128;
  function pmax(a: v128, b: v128): v128;
  function gt(a: v128, b: v128): v128;
  function lt(a: v128, b: v128): v128;
  function relaxed_madd(a: v128, b: v128, c: v128): v128;
  function relaxed_nmadd(a: v128, b: v128, c: v128): v128;
  function convert_i32x4_u(a: v128): v128;
}

declare namespace f64x2 {
  function splat(value: f64): v128;
  function extract_lane(a: v128, lane: number): f64;
  function add(a: v128, b: v128): v128;
  function mul(a: v128, b: v128): v128;
  function promote_low_f32x4(a: v128): v128;
}

declare namespace i16x8 {
  function extend_low_i8x16_u(a: v128): v128;
}

declare namespace i32x4 {
  function add(a: v128, b: v128): v128;
  function shl(a: v128, count: i32): v128;
  function extend_low_i16x8_u(a: v128): v128;
}
