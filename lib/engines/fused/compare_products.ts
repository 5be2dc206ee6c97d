import type { SharedMemory } from "./memory.ts";
import type { Exports } from "./module.ts";
import type { Product } from "./products.ts";

/** Of a sum, for each of its terms, which are below 1: float32 rounds less, half precision more. */
const TOLERANCE = 2 ** -22;

/** Rows and columns that WebAssembly's product reads and writes: fours, and eight at least. */
const roundUp = (count: number) => Math.max(8, Math.ceil(count / 4) * 4);

/** Numbers from −1 to 1 without a pattern. */
function fill(values: Float32Array): void {
  let state = 1;
  for (let index = 0; index < values.length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    values[index] = state / 2 ** 31;
  }
}

/** Floats in shared memory. */
class Floats {
  readonly address: number;
  readonly values: Float32Array;

  constructor(memory: SharedMemory, size: number) {
    this.address = memory.allocate(4 * size);
    this.values = memory.floats(this.address, size);
  }
}

/**
 * Compares an instance's products with another's. What a BLAS was not asked to write it must leave
 * as it was, and where it does not accumulate it must not read C, which may hold NaN.
 *
 * @param tested Instance whose products may be wrong.
 * @param reference Instance whose products are right.
 * @returns The first element that is wrong; nothing if all are right.
 */
export function findWrongProduct(
  products: readonly Product[],
  { tested, reference }: Readonly<Record<"tested" | "reference", Exports["product"]>>,
  memory: SharedMemory,
): string | undefined {
  const largest = (size: (product: Product) => number) => Math.max(...products.map(size));
  const a = new Floats(
    memory,
    largest(({ transposed, m, k, aStride }) => (roundUp(transposed ? k : m) + 1) * aStride),
  );
  const b = new Floats(memory, largest(({ k, bStride }) => k * bStride));
  const size = largest(({ m, cStride }) => roundUp(m) * cStride);
  const [actual, expected] = [1, 2].map(() => new Floats(memory, size));
  const scratch = new Floats(memory, largest(({ m, k }) => roundUp(m) * roundUp(k)));
  try {
    const [numbers, nothing] = [new Float32Array(size), new Float32Array(size).fill(NaN)];
    for (const values of [a.values, b.values, numbers]) fill(values);
    for (const product of products) {
      const { transposed, m, n, k, aStride, bStride, cStride, accumulate } = product;
      const untouched = accumulate ? numbers : nothing;
      for (const { values } of [actual, expected]) values.set(untouched);
      for (const [multiply, { address }] of [[tested, actual], [reference, expected]] as const) {
        multiply(
          ...[transposed, m, n, k, a.address, aStride, b.address, bStride, address, cStride],
          ...[accumulate, scratch.address],
        );
      }
      const tolerance = Math.max(8, k) * TOLERANCE;
      for (let row = 0, index = 0; row < roundUp(m); row++) {
        for (let column = 0; column < cStride; column++, index++) {
          const received = actual.values[index];
          const isResult = row < m && column < n;
          const right = (isResult ? expected.values : untouched)[index];
          const holds = isResult
            ? Math.abs(received - right) <= tolerance
            : Object.is(received, right);
          if (!holds) {
            return `element [${row}, ${column}] of ${describe(product)} must be ${right}, ` +
              `received ${received}`;
          }
        }
      }
    }
  } finally {
    for (const { address } of [a, b, actual, expected, scratch]) memory.free(address);
  }
}

function describe({ transposed, m, n, k, accumulate }: Product): string {
  const a = transposed ? `[${k}, ${m}]ᵀ` : `[${m}, ${k}]`;
  return `${a}·[${k}, ${n}]${accumulate ? ", added to C," : ""}`;
}
