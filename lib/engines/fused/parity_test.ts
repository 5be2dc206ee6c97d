/**
 * The fused engine against float64: every gradient of every kind of net.
 *
 * @module
 */
import { assertAlmostEquals } from "../../testing/assert.ts";
import { assertAllClose } from "../../testing/assert_close.ts";
import { backpropagate } from "../../testing/backpropagation.ts";
import { randomExamples } from "../../testing/random_examples.ts";
import { float64, forward, numericGradient } from "../../testing/reference.ts";
import { initialize } from "../../models/initialize.ts";
import { activations, type DenseSpec, highway, plain } from "../../models/network_spec.ts";
import { openEngines } from "./_open_engines.ts";

const inputSize = 10;
const classes = 3;
const examples = randomExamples({ count: 128, size: inputSize, classes });
const everyRow = Uint32Array.from({ length: 300 }, (_, index) => (index * 37) % 128);

/** Compares loss and gradients on all engines with those in float64. */
async function compare(
  specs: readonly DenseSpec[],
  { batches, on = examples }: { batches: readonly number[]; on?: typeof examples },
): Promise<void> {
  await using opened = await openEngines();
  for (const spec of specs) {
    const parameters = initialize(spec, { seed: 3 });
    const networks = await Promise.all(opened.engines.map((e) => e.load(spec, parameters)));
    for (const batch of batches) {
      const rows = everyRow.subarray(0, batch);
      const expected = backpropagate(spec, float64(parameters), { examples: on, rows });
      for (const [index, network] of networks.entries()) {
        const { architecture, activation, depth } = spec;
        const name = `${opened.engines[index].description}: ${architecture} ${activation} net, ` +
          `depth ${depth}, width ${spec.width}, batch ${batch}`;
        const { loss, gradients } = await network.gradients(on, rows);
        // A logit is a sum of a few dozen products in float32; so many ulps of a loss near 1.
        assertAlmostEquals(loss, expected.loss, 3e-6, name);
        for (const [parameter, values] of Object.entries(expected.gradients)) {
          const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
          assertAllClose(gradients[parameter].values, values, {
            name: `${name}, gradient of ${parameter}`,
            // Each of up to 100 layers adds errors of a few 1e-7, and the rows' gradients cancel
            // in part; below 1.2e-38 float32 is flushed to 0, and 128 rows add up.
            tolerance: 2e-4 * largest + 1e-35,
          });
        }
      }
    }
    for (const network of networks) network.dispose();
  }
}

for (const architecture of ["plain", "highway"] as const) {
  const make = architecture === "plain" ? plain : highway;
  for (const activation of activations) {
    Deno.test(`fused: gradients of ${architecture} ${activation} nets of depth 1 to 100 are right`, async () => {
      const specs = [1, 2, 10, 50, 100].map((depth) =>
        make({ depth, width: 9, activation, inputSize, classes, gateBias: -1 })
      );
      await compare(specs, { batches: [1, 7, 128] });
    });
  }
}

Deno.test("fused: gradients are right for any width, number of classes and input", async () => {
  for (
    const [width, size, classes] of [[1, 1, 1], [4, 31, 2], [15, 4, 9], [32, 9, 4], [50, 784, 10]]
  ) {
    const on = randomExamples({ count: 128, size, classes });
    const sizes = { depth: 3, width, inputSize: size, classes };
    // 300 rows on two threads are more than go through the layers at once.
    await compare([plain(sizes), highway(sizes)], { batches: [1, width < 50 ? 300 : 70], on });
  }
  const on = randomExamples({ count: 128, size: 5, classes: 250 });
  await compare([highway({ depth: 2, width: 256, inputSize: 5, classes: 1000 })], {
    batches: [5],
    on,
  });
});

Deno.test("fused: gradients agree with central differences", async () => {
  await using opened = await openEngines();
  const rows = everyRow.subarray(0, 7);
  for (const activation of activations) {
    for (const make of [plain, highway]) {
      const sizes = { depth: 4, width: 5, inputSize, classes };
      const spec = make({ ...sizes, activation, gateBias: -1 });
      const parameters = initialize(spec, { seed: 3 });
      const numeric = numericGradient(spec, float64(parameters), { examples, rows });
      for (const engine of opened.engines) {
        const network = await engine.load(spec, parameters);
        const { gradients } = await network.gradients(examples, rows);
        for (const [name, expected] of Object.entries(numeric)) {
          // Gradients here are below 1; float32 sums over 7 rows and 4 layers lose a few bits.
          assertAllClose(gradients[name].values, expected, {
            name: `${engine.description}: ${spec.architecture} ${activation} gradient of ${name}`,
            tolerance: 2e-6,
          });
        }
      }
    }
  }
});

Deno.test("fused: trace() gives outputs, gates and logits, over more rows than fit in one go", async () => {
  await using opened = await openEngines();
  const rows = Uint32Array.from({ length: 300 }, (_, index) => (index * 7) % 128);
  for (const make of [plain, highway]) {
    const spec = make({ depth: 5, width: 6, inputSize, classes, gateBias: -1 });
    const parameters = initialize(spec, { seed: 3 });
    const w = float64(parameters);
    for (const engine of opened.engines) {
      const trace = await (await engine.load(spec, parameters)).trace(examples, rows);
      for (const [index, row] of rows.entries()) {
        const expected = forward(spec, w, { examples, row });
        const pairs = [
          ...trace.outputs.map((actual, l) => [`output ${l}`, actual, expected.outputs[l]]),
          ...trace.gates.map((actual, l) => [`gate ${l}`, actual, expected.gates[l]]),
          ["logits", trace.logits, expected.logits],
        ] as [string, Float32Array, Float64Array][];
        for (const [name, actual, values] of pairs) {
          assertAllClose(
            actual.subarray(index * values.length, (index + 1) * values.length),
            values,
            {
              name: `${engine.description}: ${spec.architecture} ${name} of row ${row}`,
              tolerance: 2e-6, // float32 has 1.2e-7; five layers of sums of six
            },
          );
        }
      }
    }
  }
});
