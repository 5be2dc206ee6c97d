import { assert } from "../../testing/assert.ts";
import { randomExamples } from "../../testing/random_examples.ts";
import { initialize } from "../../models/initialize.ts";
import { plain } from "../../models/network_spec.ts";
import { openEngines } from "./_open_engines.ts";

Deno.test("fused: vanishing gradients do not make a step twice as long", async () => {
  await using opened = await openEngines();
  const examples = randomExamples({ count: 128, size: 20, classes: 3 });
  const rows = Uint32Array.from({ length: 1280 }, (_, index) => index % 128);
  const options = { batchSize: 128, learningRates: new Float32Array(10).fill(0.01), momentum: 0.9 };
  const sizes = { depth: 60, width: 50, inputSize: 20, classes: 3, activation: "sigmoid" } as const;
  for (const engine of opened.engines) {
    const times: Record<string, number> = {};
    // Weights 100 times smaller: gradients fall by that at every layer, and momentum after them.
    const nets = [["healthy", 1], ["vanishing", 0.01]] as const;
    for (const [name, scale] of nets) {
      const parameters = initialize(plain(sizes), { seed: 1 });
      for (const { values } of Object.values(parameters)) {
        values.forEach((value, index) => values[index] = value * scale);
      }
      const network = await engine.load(plain(sizes), parameters);
      times[name] = Infinity;
      for (let epoch = 0; epoch < 10; epoch++) {
        const start = performance.now();
        await network.trainEpoch(examples, rows, options);
        times[name] = Math.min(times[name], performance.now() - start);
      }
    }
    const ratio = times.vanishing / times.healthy;
    assert(ratio < 2, `${engine.description}: ${ratio.toFixed(2)} times as long`);
  }
});
