import type { Parameters } from "../models/parameters.ts";

/** Smallest positive float32 with all its digits; what lies between it and 0 is denormal. */
const SMALLEST_NORMAL = 2 ** -126;

/** How many values are denormal. */
export function countDenormals(parameters: Parameters): number {
  const isDenormal = (value: number) => value !== 0 && Math.abs(value) < SMALLEST_NORMAL;
  return Object.values(parameters)
    .reduce((count, { values }) => count + values.filter(isDenormal).length, 0);
}
