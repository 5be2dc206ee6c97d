import * as tf from "@tensorflow/tfjs";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "../../testing/assert.ts";
import { assertAllClose } from "../../testing/assert_close.ts";
import { randomExamples } from "../../testing/random_examples.ts";
import { float64, forward, meanLoss, numericGradient } from "../../testing/reference.ts";
import { initialize } from "../../models/initialize.ts";
import { activations, type DenseSpec, highway, plain } from "../../models/network_spec.ts";
import type { Parameters } from "../../models/parameters.ts";
import { createTfjsEngine } from "./engine.ts";

const examples = randomExamples({ count: 64, size: 6, classes: 3 });
const rows = Uint32Array.of(5, 0, 63, 17, 17, 8, 30);
const small = { depth: 4, width: 5, inputSize: 6, classes: 3 };

/** Small nets of every kind; gate biases of −1, so that gates are neither open nor shut. */
const specs: DenseSpec[] = activations.flatMap((activation) => [
  plain({ ...small, activation }),
  highway({ ...small, activation, gateBias: -1 }),
]);

/** Parameters with biases other than 0, so that a forgotten one shows. */
function someParameters(spec: DenseSpec): Parameters {
  const parameters = initialize(spec, { seed: 3 });
  for (const [name, { values, shape }] of Object.entries(parameters)) {
    if (shape.length === 1) {
      values.forEach((value, i) => values[i] = value + 0.1 * Math.cos(i + name.length));
    }
  }
  return parameters;
}

for (const backend of ["wasm", "cpu"] as const) {
  Deno.test(`TF.js ${backend}: trace() gives the outputs, gates and logits of the equations`, async () => {
    await using engine = await open(backend);
    for (const spec of specs) {
      const parameters = someParameters(spec);
      const network = await engine.load(spec, parameters);
      const trace = await network.trace(examples, rows);
      for (const [index, row] of rows.entries()) {
        const expected = forward(spec, float64(parameters), { examples, row });
        const part = (values: Float32Array, units: number) =>
          values.subarray(index * units, (index + 1) * units);
        const name = `${spec.architecture} ${spec.activation}, row ${row}`;
        const tolerance = 2e-6; // float32 has 1.2e-7; four layers of sums of five
        for (const [l, output] of expected.outputs.entries()) {
          assertAllClose(part(trace.outputs[l], 5), output, {
            name: `${name} output ${l}`,
            tolerance,
          });
        }
        for (const [l, gate] of expected.gates.entries()) {
          assertAllClose(part(trace.gates[l], 5), gate, { name: `${name} gate ${l}`, tolerance });
        }
        assertEquals(trace.gates.length, expected.gates.length);
        assertAllClose(part(trace.logits, 3), expected.logits, {
          name: `${name} logits`,
          tolerance,
        });
      }
    }
  });

  Deno.test(`TF.js ${backend}: every gradient agrees with central differences`, async () => {
    await using engine = await open(backend);
    for (const spec of specs) {
      const parameters = someParameters(spec);
      const network = await engine.load(spec, parameters);
      const { loss, gradients } = await network.gradients(examples, rows);
      const w = float64(parameters);
      assertAlmostEquals(loss, meanLoss(spec, w, { examples, rows }), 1e-6);
      for (const [name, expected] of Object.entries(numericGradient(spec, w, { examples, rows }))) {
        // Gradients here are below 1; float32 sums over 7 rows and 4 layers lose a few bits.
        assertAllClose(gradients[name].values, expected, {
          name: `${spec.architecture} ${spec.activation}, gradient of ${name}`,
          tolerance: 2e-6,
        });
      }
    }
  });
}

Deno.test("TF.js: trainEpoch() takes the steps of SGD with momentum and clipping", async () => {
  await using engine = await open("wasm");
  const spec = highway({ ...small, gateBias: -1 });
  for (const clipNorm of [undefined, 0.3]) {
    const network = await engine.load(spec, someParameters(spec));
    const rates = [0.1, 0.05, 0.2];
    // The same in float64, with gradients by differences; 64 rows are batches of 25, 25 and 14.
    const w = float64(someParameters(spec));
    const v: Record<string, Float64Array> = {};
    const order = Uint32Array.from({ length: 64 }, (_, index) => (index * 13) % 64);
    let lossSum = 0;
    let clipped = 0;
    for (const [step, rate] of rates.entries()) {
      const batch = { examples, rows: order.slice(step * 25, (step + 1) * 25) };
      lossSum += meanLoss(spec, w, batch) * batch.rows.length;
      const gradient = numericGradient(spec, w, batch);
      const norm = Math.hypot(...Object.values(gradient).flatMap((values) => [...values]));
      const scale = clipNorm !== undefined && norm > clipNorm ? clipNorm / norm : 1;
      if (scale < 1) clipped++;
      for (const [name, values] of Object.entries(gradient)) {
        v[name] = values.map((g, i) => 0.9 * (v[name]?.[i] ?? 0) + g * scale);
        w[name] = w[name].map((value, i) => value - rate * v[name][i]);
      }
    }
    const result = await network.trainEpoch(examples, order, {
      batchSize: 25,
      learningRates: Float32Array.from(rates),
      momentum: 0.9,
      clipNorm,
    });
    assertEquals(clipped > 0, clipNorm !== undefined);
    assertEquals(result.steps, 3);
    assertAlmostEquals(result.loss, lossSum / 64, 1e-6);
    for (const [name, { values }] of Object.entries(await network.parameters())) {
      assertAllClose(values, w[name], { name: `${name} after 3 steps`, tolerance: 2e-6 });
    }
  }
});

Deno.test("TF.js: gradientNorms gives both readings of an epoch's gradient norm", async () => {
  await using engine = await open("wasm");
  const spec = plain(small);
  const network = await engine.load(spec, someParameters(spec));
  const [first, second] = [rows.subarray(0, 4), Uint32Array.of(1, 2, 3, 4)];
  const a = (await network.gradients(examples, first)).gradients;
  const b = (await network.gradients(examples, second)).gradients;
  const { gradientNorms } = await network.trainEpoch(
    examples,
    Uint32Array.of(...first, ...second),
    {
      batchSize: 4,
      learningRates: Float32Array.of(0, 0), // both steps see the same parameters
      momentum: 0.9,
      gradientNorms: true,
    },
  );
  for (const { parameter, meanNorm, normOfMean } of gradientNorms!) {
    const [x, y] = [a[parameter].values, b[parameter].values];
    assertAlmostEquals(meanNorm, (Math.hypot(...x) + Math.hypot(...y)) / 2, 1e-6);
    assertAlmostEquals(normOfMean, Math.hypot(...x.map((value, i) => (value + y[i]) / 2)), 1e-6);
  }
  assertEquals(gradientNorms!.map(({ parameter }) => parameter), Object.keys(a));
});

Deno.test("TF.js: a gradient norm is right where the gradient's squares underflow", async () => {
  await using engine = await open("wasm");
  const spec = plain({ depth: 40, width: 5, inputSize: 6, classes: 3, activation: "sigmoid" });
  const parameters = initialize(spec, { seed: 1 });
  for (const { values, shape } of Object.values(parameters)) {
    if (shape.length === 2) values.forEach((value, i) => values[i] = value * 0.5);
  }
  const network = await engine.load(spec, parameters);
  const { gradients } = await network.gradients(examples, rows);
  const { gradientNorms } = await network.trainEpoch(examples, rows, {
    batchSize: rows.length,
    learningRates: Float32Array.of(0),
    momentum: 0,
    gradientNorms: true,
  });
  const first = Math.hypot(...gradients["layers.1.wH"].values);
  assert(first > 0 && first < 1e-23, `the first layer's gradient is ${first}`);
  assertAlmostEquals(gradientNorms![0].meanNorm / first, 1, 1e-5);
});

Deno.test("TF.js: evaluateLesions() shuts one gate at a time; evaluate() shuts none", async () => {
  await using engine = await open("wasm");
  const spec = highway({ ...small, gateBias: -1 });
  const parameters = someParameters(spec);
  const network = await engine.load(spec, parameters);
  const lesions = await network.evaluateLesions(examples, rows);
  assertEquals(lesions.length, 3);
  for (const [index, { loss }] of lesions.entries()) {
    const on = { examples, rows, lesion: index + 2 };
    assertAlmostEquals(loss, meanLoss(spec, float64(parameters), on), 2e-6);
  }
  const intact = await network.evaluate(examples, rows);
  assertAlmostEquals(intact.loss, meanLoss(spec, float64(parameters), { examples, rows }), 2e-6);
  assert(lesions.every(({ loss }) => Math.abs(loss - intact.loss) > 1e-5));
  const plainNetwork = await engine.load(plain(small), initialize(plain(small), { seed: 1 }));
  await assertRejects(() => plainNetwork.evaluateLesions(examples, rows), TypeError, "plain net");
});

Deno.test("TF.js: a net learns 64 images by heart, and accuracy says so", async () => {
  await using engine = await open("wasm");
  for (
    const spec of [plain({ ...small, width: 20 }), highway({ ...small, width: 20, gateBias: -1 })]
  ) {
    const network = await engine.load(spec, initialize(spec, { seed: 1 }));
    const all = Uint32Array.from({ length: 64 }, (_, index) => index);
    const options = {
      batchSize: 16,
      learningRates: new Float32Array(4).fill(0.1),
      momentum: 0.9,
    };
    const before = await network.evaluate(examples, all);
    for (let epoch = 0; epoch < 150; epoch++) await network.trainEpoch(examples, all, options);
    const after = await network.evaluate(examples, all);
    assertEquals(after.accuracy, 1);
    assert(after.loss < before.loss / 20, `loss went from ${before.loss} to ${after.loss}`);
  }
});

Deno.test("TF.js: a loss that is not finite ends the epoch at that step", async () => {
  await using engine = await open("wasm");
  const spec = plain({ ...small, activation: "linear" });
  const network = await engine.load(spec, initialize(spec, { seed: 1 }));
  const order = Uint32Array.from({ length: 64 }, (_, index) => index);
  const result = await network.trainEpoch(examples, order, {
    batchSize: 4,
    learningRates: new Float32Array(16).fill(1e30),
    momentum: 0.9,
  });
  assert(!Number.isFinite(result.loss));
  assert(result.steps < 16);
});

Deno.test("TF.js: no call leaves a tensor behind but the parameters and their momentum", async () => {
  await using engine = await open("wasm");
  const spec = highway({ ...small, gateBias: -1 });
  const before = tf.memory().numTensors;
  const network = await engine.load(spec, initialize(spec, { seed: 1 }));
  const loaded = tf.memory().numTensors;
  assertEquals(loaded - before, 2 * Object.keys(await network.parameters()).length);
  const options = { batchSize: 3, learningRates: new Float32Array(3).fill(0.1), momentum: 0.9 };
  const calls: [string, () => Promise<unknown>][] = [
    ["trainEpoch", () => network.trainEpoch(examples, rows, options)],
    [
      "with norms",
      () => network.trainEpoch(examples, rows, { ...options, clipNorm: 1, gradientNorms: true }),
    ],
    ["evaluate", () => network.evaluate(examples, rows)],
    ["evaluateLesions", () => network.evaluateLesions(examples, rows)],
    ["trace", () => network.trace(examples, rows)],
    ["gradients", () => network.gradients(examples, rows)],
    ["parameters", () => network.parameters()],
    ["bad rows", () => network.evaluate(examples, Uint32Array.of(64)).catch(() => {})],
  ];
  for (const [name, call] of calls) {
    await call();
    assertEquals(tf.memory().numTensors, loaded, name);
  }
  network.dispose();
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("TF.js: examples that do not fit are refused", async () => {
  await using engine = await open("wasm");
  const network = await engine.load(plain(small), initialize(plain(small), { seed: 1 }));
  const none = () => network.evaluate(examples, new Uint32Array());
  await assertRejects(none, RangeError, "no examples");
  const beyond = () => network.trace(examples, Uint32Array.of(1, 64));
  await assertRejects(beyond, RangeError, "there are 64 examples, row 64 was asked for");
  const wide = randomExamples({ count: 2, size: 7, classes: 3 });
  const misfit = () => network.gradients(wide, Uint32Array.of(0));
  await assertRejects(misfit, RangeError, "it takes 6 values, images have 7");
});

async function open(backend: "wasm" | "cpu") {
  const engine = await createTfjsEngine(backend);
  return Object.assign(engine, { [Symbol.asyncDispose]: () => engine.close() });
}
