/**
 * The fused engine against the TF.js engine: the same logits, loss and gradients for nets of every
 * kind and depth, in every way that the fused engine runs.
 *
 * @module
 */
import type { Network } from "../lib/engines/engine.ts";
import { createFusedEngine } from "../lib/engines/fused/engine.ts";
import { createTfjsEngine } from "../lib/engines/tfjs/engine.ts";
import { initialize } from "../lib/models/initialize.ts";
import { activations, type DenseSpec, highway, plain } from "../lib/models/network_spec.ts";
import { assertAlmostEquals } from "../lib/testing/assert.ts";
import { assertAllClose } from "../lib/testing/assert_close.ts";
import { randomExamples } from "../lib/testing/random_examples.ts";

const sizes = { width: 12, inputSize: 20, classes: 5 };
const examples = randomExamples({ count: 128, size: 20, classes: 5 });
const everyRow = Uint32Array.from({ length: 128 }, (_, index) => (index * 37) % 128);

async function compare(network: Network, reference: Network, name: string): Promise<void> {
  for (const batch of [1, 7, 128]) {
    const rows = everyRow.subarray(0, batch);
    const [actual, expected] = [
      await network.trace(examples, rows),
      await reference.trace(examples, rows),
    ];
    // Both sum some twenty products in float32 (1.2e-7), and deep layers carry errors on.
    assertAllClose(actual.logits, expected.logits, {
      name: `${name}, batch ${batch}: logits`,
      tolerance: 1e-5,
    });
    const [a, b] = [
      await network.gradients(examples, rows),
      await reference.gradients(examples, rows),
    ];
    assertAlmostEquals(a.loss, b.loss, 1e-5, `${name}, batch ${batch}: loss ${a.loss}, ${b.loss}`);
    for (const [parameter, { values }] of Object.entries(b.gradients)) {
      const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
      assertAllClose(a.gradients[parameter].values, values, {
        name: `${name}, batch ${batch}: gradient of ${parameter}`,
        // A few 1e-7 a layer in either engine, and rows that cancel in part; near 1e-38 only one
        // of them flushes to 0.
        tolerance: 3e-4 * largest + 1e-35,
      });
    }
  }
}

for (const architecture of ["plain", "highway"] as const) {
  for (const activation of activations) {
    Deno.test(`fused and TF.js agree on ${architecture} ${activation} nets of depth 1 to 100`, async () => {
      const tfjs = await createTfjsEngine("wasm");
      const engines = [
        await createFusedEngine({ threads: 1, blas: "off" }),
        await createFusedEngine({ threads: 2, blas: "off" }),
        await createFusedEngine({ threads: 2, blas: "auto" }),
      ];
      for (const depth of [1, 2, 10, 50, 100]) {
        // With Glorot's weights a deep ReLU net is dead: its rows' gradients cancel to rounding.
        const initializer = activation === "relu"
          ? "he-normal" as const
          : "glorot-uniform" as const;
        const options = { ...sizes, depth, activation, initializer };
        const spec: DenseSpec = architecture === "plain"
          ? plain(options)
          : highway({ ...options, gateBias: -1 });
        const parameters = initialize(spec, { seed: 2 });
        const reference = await tfjs.load(spec, parameters);
        for (const engine of engines) {
          const network = await engine.load(spec, parameters);
          await compare(network, reference, `${engine.description}: depth ${depth}`);
          network.dispose();
        }
        reference.dispose();
      }
      for (const engine of [tfjs, ...engines]) await engine.close();
    });
  }
}
