import { assert, assertEquals } from "../../testing/assert.ts";
import { countDenormals } from "../../testing/denormals.ts";
import { fusedEngines } from "../../testing/fused_engines.ts";
import { testEngines } from "../../testing/test_engines.ts";
import { randomExamples } from "../../testing/random_examples.ts";
import { deepSigmoid, scaledParameters } from "../../testing/vanishing_network.ts";
import { createTfjsEngine } from "../tfjs/engine.ts";

const examples = randomExamples({ count: 128, size: 20, classes: 3 });
const rows = Uint32Array.from({ length: 128 }, (_, row) => row);

testEngines(fusedEngines, "vanishing gradients become 0, never denormal", async (engine) => {
  const network = await engine.load(deepSigmoid, scaledParameters(0.01));
  const { gradients } = await network.gradients(examples, rows);
  assertEquals(countDenormals(gradients), 0);
  assert(gradients["layers.1.wH"].values.every((value) => value === 0));
  assert(gradients["layers.58.wH"].values.every((value) => value !== 0));
});

Deno.test("an engine that does not flush has denormal gradients in that network", async () => {
  const engine = await createTfjsEngine("wasm");
  const network = await engine.load(deepSigmoid, scaledParameters(0.01));
  const { gradients } = await network.gradients(examples, rows);
  assert(countDenormals(gradients) > 100);
  await engine.close();
});
