import { assert } from "./assert.ts";

/**
 * Fails unless every element is within `tolerance` of the expected one, and names the worst.
 *
 * @param name For the message.
 * @param tolerance Largest allowed |actual − expected|, in the values' own unit.
 */
export function assertAllClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { name, tolerance }: { name: string; tolerance: number },
): void {
  assert(
    actual.length === expected.length,
    `${name}: expected ${expected.length} values, received ${actual.length}`,
  );
  let worst = 0;
  let difference = -1;
  for (let index = 0; index < expected.length; index++) {
    const d = Math.abs(actual[index] - expected[index]);
    if (!(d <= difference)) [worst, difference] = [index, d];
    if (Number.isNaN(d)) break;
  }
  assert(
    difference <= tolerance,
    `${name}[${worst}]: expected ${expected[worst]}, received ${actual[worst]}, off by ` +
      `${difference}, allowed ${tolerance}`,
  );
}
