/**
 * What it takes TF.js to start the operations of a training step, which batches of one image leave
 * to be measured, beside a whole step of the fused engine: `deno bench -A lib/engines`. Why `auto`
 * takes the fused engine for dense nets even beside a GPU.
 *
 * @module
 */
import { initialize } from "../models/initialize.ts";
import { highway } from "../models/network_spec.ts";
import { randomExamples } from "../testing/random_examples.ts";
import type { Engine } from "./engine.ts";
import { createFusedEngine } from "./fused/engine.ts";
import { surveyBackends } from "./tfjs/backend.ts";
import { createTfjsEngine } from "./tfjs/engine.ts";

const examples = randomExamples({ count: 128, size: 784, classes: 10 });
const spec = highway({ depth: 50, inputSize: 784, classes: 10 });

async function stepOf(engine: Engine, batchSize: number): Promise<() => Promise<void>> {
  const network = await engine.load(spec, initialize(spec, { seed: 1 }));
  const rows = Uint32Array.from({ length: batchSize }, (_, row) => row);
  const options = { batchSize, learningRates: Float32Array.of(0.001), momentum: 0.9 };
  return async () => {
    await network.trainEpoch(examples, rows, options);
  };
}

const group = "a step of a 50-layer highway net";
Deno.bench(
  "fused, batch 128",
  { group, baseline: true },
  await stepOf(await createFusedEngine(), 128),
);
for (const { name, absent } of await surveyBackends()) {
  if (absent) continue;
  let step: () => Promise<void>;
  Deno.bench(`TF.js ${name}, batch 1`, { group, n: 20 }, async () => {
    step ??= await stepOf(await createTfjsEngine(name), 1);
    await step();
  });
}
