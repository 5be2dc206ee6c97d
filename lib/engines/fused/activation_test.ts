import { assert, assertEquals } from "../../testing/assert.ts";
import { randomExamples } from "../../testing/random_examples.ts";
import { type Activation, plain } from "../../models/network_spec.ts";
import { initialize } from "../../models/initialize.ts";
import { createFusedEngine } from "./engine.ts";

const width = 256;

/** φ of each value: the outputs of a layer that has these values as its biases and a black image. */
async function apply(activation: Activation, values: Float32Array): Promise<Float32Array> {
  const engine = await createFusedEngine({ threads: 1 });
  const spec = plain({ depth: 1, width, activation, inputSize: 1, classes: 2 });
  const black = { ...randomExamples({ count: 1, size: 1, classes: 2 }), pixels: Uint8Array.of(0) };
  const results = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += width) {
    const bias = { shape: [width], values: values.slice(start, start + width) };
    const parameters = { ...initialize(spec, { seed: 1 }), "layers.1.bH": bias };
    const network = await engine.load(spec, parameters);
    results.set((await network.trace(black, Uint32Array.of(0))).outputs[0], start);
    network.dispose();
  }
  await engine.close();
  return results;
}

/** From ±2e-20 to ±87 with equal ratios; σ(−87) is the least of float32. */
const values = Float32Array.from(
  { length: 80 * width },
  (_, index) => (index % 2 ? -1 : 1) * 87 * Math.exp(-index / 410),
);

for (
  const [activation, exact] of [
    ["tanh", Math.tanh],
    ["sigmoid", (z: number) => 1 / (1 + Math.exp(-z))],
  ] as const
) {
  Deno.test(`${activation} is within 4e-7 of itself everywhere and never beyond 1`, async () => {
    const results = await apply(activation, values);
    let worst = 0;
    for (const [index, z] of values.entries()) {
      const relative = Math.abs(results[index] / exact(z) - 1);
      if (!(relative <= worst)) worst = relative;
      // Three units in the last place: float32 has 1.2e-7 and there are some ten operations.
      assert(relative < 4e-7, `${activation}(${z}) is ${results[index]}, should be ${exact(z)}`);
      assert(Math.abs(results[index]) <= 1, `${activation}(${z}) is ${results[index]}`);
    }
    assert(worst > 0);
  });
}

Deno.test("what is not a number stays so through tanh, sigmoid, ReLU and the identity", async () => {
  for (const activation of ["tanh", "sigmoid", "relu", "linear"] as const) {
    const results = await apply(activation, new Float32Array(width).fill(NaN));
    assertEquals(results.every(Number.isNaN), true, activation);
  }
});
