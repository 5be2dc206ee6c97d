import { assertEquals, assertRejects } from "../../testing/assert.ts";
import { assertAllClose } from "../../testing/assert_close.ts";
import { foundBlas } from "../../testing/fused_engines.ts";
import { stream, uniform } from "../../random.ts";
import { blasName } from "./blas.ts";
import { chooseBlas } from "./choose_blas.ts";
import { createFusedEngine } from "./engine.ts";
import { SharedMemory } from "./memory.ts";
import { type Exports, instantiate, loadModule } from "./module.ts";

const [m, n, k, stride] = [7, 20, 11, 24];

/** A·B or A·B added to C, by an instance; A is [m, k], or [k, m] if it is `transposed`. */
function multiply(
  { product }: Exports,
  memory: SharedMemory,
  { transposed, accumulate }: { transposed: boolean; accumulate: number },
) {
  const [a, b, c] = ["a", "b", "c"].map((name) => {
    const address = memory.allocate(4 * 12 * stride);
    memory.floats(address, 12 * stride).set(uniform(stream(1, name), 12 * stride, 1));
    return address;
  });
  const [x, y] = [a, b].map((address) => memory.floats(address, 12 * stride));
  const expected = memory.floats(c, 12 * stride).slice();
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      let sum = accumulate * expected[row * stride + column];
      for (let i = 0; i < k; i++) {
        sum += x[transposed ? i * stride + row : row * stride + i] * y[i * stride + column];
      }
      expected[row * stride + column] = sum;
    }
  }
  const [aRow, aColumn] = transposed ? [1, stride] : [stride, 1];
  product(m, n, k, a, aRow, aColumn, b, stride, c, stride, accumulate);
  const length = (m - 1) * stride + n;
  return { actual: memory.floats(c, length), expected: expected.subarray(0, length) };
}

for (const blas of foundBlas ? [undefined, foundBlas] : [undefined]) {
  Deno.test(`${blas ?? "WebAssembly"}: product() is the sum of products`, async () => {
    const memory = new SharedMemory();
    const instance = instantiate(await loadModule(), memory.memory, { blas, flushing: true });
    for (const transposed of [false, true]) {
      for (const accumulate of [0, 1]) {
        const { actual, expected } = multiply(instance, memory, { transposed, accumulate });
        // Eleven products below 1 in float32.
        assertAllClose(actual, expected, {
          name: `C with A ${transposed ? "transposed" : "as it is"}, accumulate ${accumulate}`,
          tolerance: 2e-6,
        });
      }
    }
  });
}

Deno.test("chooseBlas() says what it chose and why", async () => {
  const module = await loadModule();
  assertEquals(chooseBlas("off", module), { description: "WebAssembly", passedOver: [] });
  const choice = chooseBlas("auto", module);
  assertEquals(choice.description, choice.path ? blasName(choice.path) : "WebAssembly");
  assertEquals(choice.passedOver.length, choice.path ? 0 : 1);
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
