/**
 * Convolutional nets on TF.js against float64 arithmetic: what they compute, every gradient, steps.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { EpochOptions } from "../engine.ts";
import { convolutional, type Stage } from "../../models/convolutional.ts";
import { cifarNet11, cifarNet19 } from "../../models/convolutional_nets.ts";
import { initialize } from "../../models/initialize.ts";
import { highwayLayers } from "../../models/layers.ts";
import { type NetworkSpec, plain } from "../../models/network_spec.ts";
import type { Parameters } from "../../models/parameters.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "../../testing/assert.ts";
import { assertAllClose } from "../../testing/assert_close.ts";
import { backends } from "../../testing/backends.ts";
import { randomExamples } from "../../testing/random_examples.ts";
import { float64, forward, meanLoss, numericGradient } from "../../testing/reference.ts";
import type { TfjsBackend } from "../names.ts";
import { createTfjsEngine } from "./engine.ts";

const shape = [7, 6, 2] as const;
const examples = randomExamples({ count: 40, size: 84, classes: 3 });
const rows = Uint32Array.of(5, 0, 39, 17, 8);

const stem: Stage = { kind: "convolution", size: 2, maps: 3, padding: "valid" };
const highway: Stage = { kind: "highway" };
const pool = (size: 2 | 3): Stage => ({ kind: "max-pool", size });

/** Maps of 7x6, then 6x5, 3x2 and 2x1 pixels: windows that fit and windows that jut out. */
const pooled = convolutional({
  shape,
  stages: [stem, highway, pool(3), highway, highway, pool(2)],
  classes: 3,
  activation: "tanh",
});
/** Odd sides under windows of 3, filters of even size, a highway layer last, a plain one within. */
const averaged = convolutional({
  shape,
  stages: [
    pool(3),
    { kind: "convolution", size: 3, maps: 2, padding: "same" },
    highway,
    { kind: "convolution", size: 1, maps: 4, padding: "same" },
    highway,
    { kind: "mean" },
  ],
  classes: 3,
  activation: "sigmoid",
});
const dropped = convolutional({
  shape,
  stages: [{ kind: "dropout", rate: 0.25 }, stem, highway, pool(2), { kind: "dropout", rate: 0.5 }],
  classes: 3,
});

/** Parameters with biases other than 0, so that a forgotten one shows. */
function someParameters(spec: NetworkSpec): Parameters {
  const parameters = initialize(spec, { seed: 3 });
  for (const [name, { values, shape }] of Object.entries(parameters)) {
    if (shape.length === 1) {
      values.forEach((value, i) => values[i] = value + 0.1 * Math.cos(i + name.length));
    }
  }
  return parameters;
}

async function open(backend: TfjsBackend) {
  const engine = await createTfjsEngine(backend);
  return Object.assign(engine, { [Symbol.asyncDispose]: () => engine.close() });
}

for (const { name: backend, absent } of backends) {
  const ignore = absent !== undefined;
  const why = ignore ? ` (${absent})` : "";

  Deno.test(
    `TF.js ${backend}: a convolutional net traces the outputs, gates and logits of the equations${why}`,
    { ignore },
    async () => {
      await using engine = await open(backend);
      for (const spec of [pooled, averaged]) {
        const parameters = someParameters(spec);
        const network = await engine.load(spec, parameters);
        const trace = await network.trace(examples, rows);
        for (const [index, row] of rows.entries()) {
          const expected = forward(spec, float64(parameters), { examples, row });
          const check = (name: string, values: Float32Array, of: Float64Array) =>
            assertAllClose(values.subarray(index * of.length, (index + 1) * of.length), of, {
              name: `${spec.activation}, row ${row}: ${name}`,
              tolerance: 2e-6, // float32 has 1.2e-7; sums of up to 36 products
            });
          expected.outputs.forEach((y, l) => check(`output ${l}`, trace.outputs[l], y));
          expected.gates.forEach((t, l) => check(`gate ${l}`, trace.gates[l], t));
          check("logits", trace.logits, expected.logits);
          assertEquals(trace.gates.length, highwayLayers(spec).length);
          assertEquals(trace.outputs.length, spec.depth);
        }
      }
    },
  );

  Deno.test(
    `TF.js ${backend}: every gradient of a convolutional net agrees with central differences${why}`,
    { ignore },
    async () => {
      await using engine = await open(backend);
      for (const spec of [pooled, averaged]) {
        const parameters = someParameters(spec);
        const network = await engine.load(spec, parameters);
        const { loss, gradients } = await network.gradients(examples, rows);
        const w = float64(parameters);
        assertAlmostEquals(loss, meanLoss(spec, w, { examples, rows }), 1e-6);
        for (
          const [name, expected] of Object.entries(numericGradient(spec, w, { examples, rows }))
        ) {
          assertAllClose(gradients[name].values, expected, {
            name: `${spec.activation}, gradient of ${name}`,
            tolerance: 3e-6, // gradients here are below 1; float32 sums over 5 rows and 42 pixels
          });
        }
      }
    },
  );
}

Deno.test("TF.js: Nesterov's momentum, weight decay and the biases' rate are those of the formulas", async () => {
  await using engine = await open("wasm");
  const spec = pooled;
  const options = {
    batchSize: 5,
    momentum: 0.9,
    nesterov: true,
    weightDecay: { hidden: 0.1, output: 0.3 },
    biasRate: 2,
  };
  const rates = [0.1, 0.05, 0.2];
  const w = float64(someParameters(spec));
  const v: Record<string, Float64Array> = {};
  const order = Uint32Array.from({ length: 15 }, (_, index) => (index * 13) % 40);
  for (const [step, rate] of rates.entries()) {
    const on = { examples, rows: order.slice(5 * step, 5 * step + 5) };
    for (const [name, gradient] of Object.entries(numericGradient(spec, w, on))) {
      const isBias = name.includes(".b");
      const decay = isBias ? 0 : name.startsWith("output") ? 0.3 : 0.1;
      const g = gradient.map((g, i) => g + decay * w[name][i]);
      v[name] = g.map((g, i) => 0.9 * (v[name]?.[i] ?? 0) + g);
      w[name] = w[name].map((value, i) =>
        value - (isBias ? 2 : 1) * rate * (g[i] + 0.9 * v[name][i])
      );
    }
  }
  const network = await engine.load(spec, someParameters(spec));
  const learningRates = Float32Array.from(rates);
  await network.trainEpoch(examples, order, { ...options, learningRates });
  for (const [name, { values }] of Object.entries(await network.parameters())) {
    assertAllClose(values, w[name], { name: `${name} after 3 steps`, tolerance: 5e-6 });
  }
});

Deno.test("TF.js: evaluateLesions() hands a lesioned layer's input on, also past pooling", async () => {
  await using engine = await open("wasm");
  for (const spec of [pooled, averaged]) {
    const parameters = someParameters(spec);
    const network = await engine.load(spec, parameters);
    const lesions = await network.evaluateLesions(examples, rows);
    const layers = highwayLayers(spec);
    assertEquals(lesions.length, layers.length);
    const intact = await network.evaluate(examples, rows);
    for (const [index, { loss }] of lesions.entries()) {
      const lesion = layers[index].layer;
      const expected = meanLoss(spec, float64(parameters), { examples, rows, lesion });
      assertAlmostEquals(loss, expected, 2e-6);
      assert(Math.abs(loss - intact.loss) > 1e-5, `lesion of layer ${lesion} changes nothing`);
    }
  }
});

const epoch = { seed: 1, epoch: 1 };
const steps: EpochOptions = {
  batchSize: 4,
  learningRates: new Float32Array(2).fill(0.1),
  momentum: 0.9,
  dropout: epoch,
};

Deno.test("TF.js: dropout is decided by seed, epoch and step, and by nothing else", async () => {
  const parameters = initialize(dropped, { seed: 1 });
  const batch = Uint32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const trained = async (
    backend: "wasm" | "cpu",
    dropout: EpochOptions["dropout"],
  ): Promise<number[]> => {
    await using engine = await open(backend);
    const network = await engine.load(dropped, parameters);
    await network.trainEpoch(examples, batch, { ...steps, dropout });
    await network.trainEpoch(examples, batch, { ...steps, dropout: { seed: 9, epoch: 9 } });
    return [...(await network.parameters())["layers.1.wH"].values];
  };
  const first = await trained("wasm", epoch);
  assertEquals(await trained("wasm", epoch), first);
  assert((await trained("wasm", { ...epoch, seed: 2 })).join() !== first.join());
  assert((await trained("wasm", { ...epoch, epoch: 2 })).join() !== first.join());
  assertAllClose(await trained("cpu", epoch), first, { name: "cpu and wasm", tolerance: 1e-5 });
});

Deno.test("TF.js: each step drops other values", async () => {
  await using engine = await open("wasm");
  const network = await engine.load(dropped, initialize(dropped, { seed: 1 }));
  const still = { ...steps, learningRates: new Float32Array(1) }; // learns nothing
  const loss = async (rows: Uint32Array, learningRates: Float32Array) =>
    (await network.trainEpoch(examples, rows, { ...still, learningRates })).loss;
  const one = await loss(Uint32Array.of(1, 2, 3, 4), new Float32Array(1));
  const two = await loss(Uint32Array.of(1, 2, 3, 4, 1, 2, 3, 4), new Float32Array(2));
  assert(Math.abs(two - one) > 1e-4, `the same masks: ${one} and ${two}`);
});

Deno.test("TF.js: only training drops out, and not without a seed", async () => {
  await using engine = await open("wasm");
  const parameters = initialize(dropped, { seed: 1 });
  const network = await engine.load(dropped, parameters);
  const { loss } = await network.evaluate(examples, rows);
  assertAlmostEquals(loss, meanLoss(dropped, float64(parameters), { examples, rows }), 2e-6);
  const without = { ...steps, dropout: undefined };
  await assertRejects(
    () => network.trainEpoch(examples, rows, without),
    RangeError,
    'option "dropout" must seed',
  );
});

Deno.test("TF.js: a convolutional net learns 40 images by heart, with the authors' solver", async () => {
  await using engine = await open("wasm");
  const stages: Stage[] = [{ ...stem, maps: 12 } as Stage, highway, pool(3), highway];
  const spec = convolutional({ shape, stages, classes: 3 });
  const network = await engine.load(spec, initialize(spec, { seed: 1 }));
  const all = Uint32Array.from({ length: 40 }, (_, index) => index);
  const learningRates = new Float32Array(4).fill(0.05);
  const solver = { nesterov: true, weightDecay: { hidden: 1e-3, output: 1e-2 }, biasRate: 2 };
  for (let epoch = 0; epoch < 60; epoch++) {
    await network.trainEpoch(examples, all, {
      batchSize: 10,
      learningRates,
      momentum: 0.9,
      ...solver,
    });
  }
  const { accuracy, loss } = await network.evaluate(examples, all);
  assertEquals(accuracy, 1, `loss ${loss}`);
});

Deno.test("TF.js: no call of a convolutional net leaves a tensor behind", async () => {
  await using engine = await open("wasm");
  const network = await engine.load(dropped, initialize(dropped, { seed: 1 }));
  const loaded = tf.memory().numTensors;
  const all = { ...steps, nesterov: true, weightDecay: { hidden: 1, output: 1 }, biasRate: 2 };
  const calls: [string, () => Promise<unknown>][] = [
    ["trainEpoch", () => network.trainEpoch(examples, rows, all)],
    ["evaluate", () => network.evaluate(examples, rows)],
    ["evaluateLesions", () => network.evaluateLesions(examples, rows)],
    ["trace", () => network.trace(examples, rows)],
    ["gradients", () => network.gradients(examples, rows)],
  ];
  for (const [name, call] of calls) {
    await call();
    assertEquals(tf.memory().numTensors, loaded, name);
  }
});

Deno.test("TF.js: the CIFAR nets take a step on 32x32 colour images of 100 classes", async () => {
  await using engine = await open("wasm");
  const noise = randomExamples({ count: 4, size: 3072, classes: 100 });
  for (const make of [cifarNet11, cifarNet19]) {
    const spec = make({ classes: 100 });
    const parameters = initialize(spec, { seed: 1 });
    const network = await engine.load(spec, parameters);
    const rows = Uint32Array.of(0, 1);
    const step = { ...steps, batchSize: 2, learningRates: Float32Array.of(0.01) };
    const { loss } = await network.trainEpoch(noise, rows, step);
    assertAlmostEquals(loss, Math.log(100), 1.5);
    const after = await network.parameters();
    for (const [name, { values }] of Object.entries(after)) {
      assert(values.some((value, i) => value !== parameters[name].values[i]), `${name} stays`);
    }
    assertEquals(
      (await network.trace(noise, rows)).outputs[0].length,
      2 * 32 * 32 * spec.stages
        .find((stage) => stage.kind === "convolution")!.maps,
    );
    network.dispose();
  }
});

Deno.test("TF.js: dense nets need nothing to draw masks from", async () => {
  await using engine = await open("wasm");
  const spec = plain({ depth: 2, width: 3, inputSize: 84, classes: 3 });
  const network = await engine.load(spec, initialize(spec, { seed: 1 }));
  const { steps: taken } = await network.trainEpoch(examples, rows, {
    ...steps,
    dropout: undefined,
  });
  assertEquals(taken, 2);
});
