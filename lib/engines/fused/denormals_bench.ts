/**
 * A step of a network whose gradients vanish beside a step of a healthy one: `vanishing` must not
 * take twice as long as `healthy`.
 *
 * @module
 */
import { randomExamples } from "../../testing/random_examples.ts";
import { deepSigmoid, scaledParameters } from "../../testing/vanishing_network.ts";
import { createFusedEngine } from "./engine.ts";

const steps = 10;
const examples = randomExamples({ count: 128, size: 20, classes: 3 });
const rows = Uint32Array.from({ length: 128 * steps }, (_, index) => index % 128);
const learningRates = new Float32Array(steps).fill(0.01);

for (const blas of ["off", "auto"]) {
  const engine = await createFusedEngine({ blas });
  for (const [name, scale] of [["healthy", 1], ["vanishing", 0.01]] as const) {
    const network = await engine.load(deepSigmoid, scaledParameters(scale));
    Deno.bench({
      name: `${name}, ${engine.description}`,
      group: `BLAS ${blas}`,
      baseline: name === "healthy",
      fn: async () => {
        await network.trainEpoch(examples, rows, { batchSize: 128, learningRates, momentum: 0.9 });
      },
    });
  }
}
