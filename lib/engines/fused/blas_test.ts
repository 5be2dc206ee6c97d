import { assertEquals, assertRejects } from "../../testing/assert.ts";
import { assertAllClose } from "../../testing/assert_close.ts";
import { foundBlas } from "../../testing/fused_engines.ts";
import { stream, uniform } from "../../random.ts";
import { blasName } from "./blas.ts";
import { chooseBlas } from "./choose_blas.ts";
import { createFusedEngine } from "./engine.ts";
import { SharedMemory } from "./memory.ts";
import { type Exports, instantiate, loadModule } from "./module.ts";

const [n, k, stride] = [20, 11, 44];
/** One tile of each size, the least that makes two of eight, and some of both. */
const rowCounts = [1, 7, 12, 13, 20, 25, 40];

/** A·B or A·B added to C, by an instance; A is [m, k], or [k, m] if it is `transposed`. */
function multiply(
  { product }: Exports,
  memory: SharedMemory,
  { m, transposed, accumulate }: { m: number; transposed: boolean; accumulate: number },
) {
  const size = 48 * stride;
  const [a, b, c] = ["a", "b", "c"].map((name) => {
    const address = memory.allocate(4 * size);
    memory.floats(address, size).set(uniform(stream(1, name), size, 1));
    return address;
  });
  const [x, y] = [a, b].map((address) => memory.floats(address, size));
  const expected = memory.floats(c, size).slice();
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      let sum = accumulate * expected[row * stride + column];
      for (let i = 0; i < k; i++) {
        sum += x[transposed ? i * stride + row : row * stride + i] * y[i * stride + column];
      }
      expected[row * stride + column] = sum;
    }
  }
  const scratch = memory.allocate(4 * 12 * 40);
  product(Number(transposed), m, n, k, a, stride, b, stride, c, stride, accumulate, scratch);
  const actual = memory.floats(c, size).slice();
  // What is in the rows up to a multiple of four, and eight at least, is nobody's business.
  const extra = [m * stride, Math.max(8, Math.ceil(m / 4) * 4) * stride] as const;
  for (const matrix of [actual, expected]) matrix.fill(0, ...extra);
  return { actual, expected };
}

for (const blas of foundBlas ? [undefined, foundBlas] : [undefined]) {
  Deno.test(`${blas ?? "WebAssembly"}: product() is the sum of products`, async () => {
    const memory = new SharedMemory();
    const instance = instantiate(await loadModule(), memory.memory, { blas, flushing: true });
    for (const m of rowCounts) {
      for (const transposed of [false, true]) {
        for (const accumulate of [0, 1]) {
          const { actual, expected } = multiply(instance, memory, { m, transposed, accumulate });
          // Eleven products below 1 in float32.
          assertAllClose(actual, expected, {
            name: `C of ${m} rows with A ${transposed ? "transposed" : "as it is"}, ` +
              `accumulate ${accumulate}`,
            tolerance: 2e-6,
          });
        }
      }
    }
  });
}

Deno.test("chooseBlas() says what it chose and why", async () => {
  assertEquals(await chooseBlas("off"), { description: "WebAssembly", rejected: [] });
  const choice = await chooseBlas("auto");
  assertEquals(choice.description, choice.path ? blasName(choice.path) : "WebAssembly");
  assertEquals(choice.rejected.length, choice.path ? 0 : 1);
});

Deno.test("createFusedEngine() uses the BLAS that is named, or says that it cannot", async () => {
  if (foundBlas) {
    const engine = await createFusedEngine({ threads: 1, blas: foundBlas });
    assertEquals(engine.description, `fused engine, ${blasName(foundBlas)}, 1 thread`);
    await engine.close();
  }
  const blas = "/nowhere/libblas.so";
  await assertRejects(() => createFusedEngine({ blas }), Error, `Cannot use BLAS "${blas}"`);
});
