import type { Parameters } from "../models/parameters.ts";

/** Smallest normal positive float32; values between it and 0 are denormal. */
const SMALLEST_NORMAL = 2 ** -126;

/** Number of denormal values. */
export function countDenormals(parameters: Parameters): number {
  const isDenormal = (value: number) => value !== 0 && Math.abs(value) < SMALLEST_NORMAL;
  return Object.values(parameters)
    .reduce((count, { values }) => count + values.filter(isDenormal).length, 0);
}
