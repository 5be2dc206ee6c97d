import { assert, assertAlmostEquals, assertEquals, assertRejects } from "../../testing/assert.ts";
import { assertAllClose } from "../../testing/assert_close.ts";
import { backpropagate } from "../../testing/backpropagation.ts";
import { randomExamples } from "../../testing/random_examples.ts";
import { float64, meanLoss } from "../../testing/reference.ts";
import { mnistNet } from "../../models/convolutional_nets.ts";
import { initialize } from "../../models/initialize.ts";
import { type DenseSpec, highway, plain } from "../../models/network_spec.ts";
import type { EpochOptions } from "../engine.ts";
import { openEngines } from "./_open_engines.ts";
import { createFusedEngine } from "./engine.ts";

const examples = randomExamples({ count: 64, size: 6, classes: 3 });
const small = { depth: 4, width: 5, inputSize: 6, classes: 3 };
const order = Uint32Array.from({ length: 64 }, (_, index) => (index * 13) % 64);
const rates = Float32Array.of(0.1, 0.05, 0.2);

/** SGD with momentum and clipping in float64; 64 rows are batches of 25, 25 and 14. */
function trainInFloat64(spec: DenseSpec, clipNorm = Infinity) {
  const w = float64(initialize(spec, { seed: 3 }));
  const v: Record<string, Float64Array> = {};
  let loss = 0;
  let clipped = 0;
  for (const [step, rate] of rates.entries()) {
    const rows = order.slice(step * 25, (step + 1) * 25);
    const batch = backpropagate(spec, w, { examples, rows });
    loss += batch.loss * rows.length / 64;
    const norm = Math.hypot(...Object.values(batch.gradients).flatMap((values) => [...values]));
    const scale = Math.min(1, clipNorm / norm);
    if (scale < 1) clipped++;
    for (const [name, gradient] of Object.entries(batch.gradients)) {
      v[name] = gradient.map((g, i) => 0.9 * (v[name]?.[i] ?? 0) + g * scale);
      w[name] = w[name].map((value, i) => value - rate * v[name][i]);
    }
  }
  return { w, loss, clipped };
}

Deno.test("fused: trainEpoch() takes the steps of SGD with momentum and clipping", async () => {
  await using opened = await openEngines();
  for (const spec of [plain(small), highway({ ...small, gateBias: -1 })]) {
    for (const clipNorm of [undefined, 0.3]) {
      const expected = trainInFloat64(spec, clipNorm);
      assertEquals(expected.clipped > 0, clipNorm !== undefined);
      for (const engine of opened.engines) {
        const network = await engine.load(spec, initialize(spec, { seed: 3 }));
        const result = await network.trainEpoch(examples, order, {
          batchSize: 25,
          learningRates: rates,
          momentum: 0.9,
          clipNorm,
        });
        assertEquals(result.steps, 3);
        assertAlmostEquals(result.loss, expected.loss, 1e-6);
        for (const [name, { values }] of Object.entries(await network.parameters())) {
          assertAllClose(values, expected.w[name], {
            name: `${engine.description}: ${spec.architecture} ${name} after 3 steps`,
            tolerance: 2e-6, // weights below 2 in float32, three updates
          });
        }
      }
    }
  }
});

Deno.test("fused: gradientNorms gives both readings of an epoch's gradient norm", async () => {
  await using opened = await openEngines();
  const spec = highway({ ...small, gateBias: -1 });
  const w = float64(initialize(spec, { seed: 3 }));
  const [first, second] = [order.slice(0, 9), order.slice(9, 18)];
  const a = backpropagate(spec, w, { examples, rows: first }).gradients;
  const b = backpropagate(spec, w, { examples, rows: second }).gradients;
  for (const engine of opened.engines) {
    const network = await engine.load(spec, initialize(spec, { seed: 3 }));
    const { gradientNorms } = await network.trainEpoch(examples, order.slice(0, 18), {
      batchSize: 9,
      learningRates: Float32Array.of(0, 0), // both steps see the same parameters
      momentum: 0.9,
      clipNorm: 1e-3, // norms are those before clipping
      gradientNorms: true,
    });
    for (const { parameter, meanNorm, normOfMean } of gradientNorms!) {
      const [x, y] = [a[parameter], b[parameter]];
      assertAlmostEquals(meanNorm, (Math.hypot(...x) + Math.hypot(...y)) / 2, 1e-6, parameter);
      const mean = x.map((value, i) => (value + y[i]) / 2);
      assertAlmostEquals(normOfMean, Math.hypot(...mean), 1e-6, parameter);
    }
    assertEquals(gradientNorms!.map(({ parameter }) => parameter), Object.keys(w));
  }
});

Deno.test("fused: evaluateLesions() shuts one gate at a time; evaluate() shuts none", async () => {
  await using opened = await openEngines();
  const spec = highway({ ...small, gateBias: -1 });
  const parameters = initialize(spec, { seed: 3 });
  const w = float64(parameters);
  const rows = Uint32Array.from({ length: 150 }, (_, index) => (index * 7) % 64);
  for (const engine of opened.engines) {
    const network = await engine.load(spec, parameters);
    const lesions = await network.evaluateLesions(examples, rows);
    assertEquals(lesions.length, 3);
    for (const [index, { loss }] of lesions.entries()) {
      assertAlmostEquals(loss, meanLoss(spec, w, { examples, rows, lesion: index + 2 }), 2e-6);
    }
    const intact = await network.evaluate(examples, rows);
    assertAlmostEquals(intact.loss, meanLoss(spec, w, { examples, rows }), 2e-6);
    assert(lesions.every(({ loss }) => Math.abs(loss - intact.loss) > 1e-5));
    const plainNetwork = await engine.load(plain(small), initialize(plain(small), { seed: 1 }));
    await assertRejects(() => plainNetwork.evaluateLesions(examples, rows), TypeError, "plain net");
  }
});

Deno.test("fused: a net learns 64 images by heart, and accuracy says so", async () => {
  await using opened = await openEngines();
  const options = { batchSize: 16, learningRates: new Float32Array(4).fill(0.1), momentum: 0.9 };
  for (const engine of opened.engines) {
    for (const spec of [plain({ ...small, width: 20 }), highway({ ...small, width: 20 })]) {
      const network = await engine.load(spec, initialize(spec, { seed: 1 }));
      const before = await network.evaluate(examples, order);
      for (let epoch = 0; epoch < 250; epoch++) await network.trainEpoch(examples, order, options);
      const after = await network.evaluate(examples, order);
      assertEquals(after.accuracy, 1);
      assert(after.loss < before.loss / 20, `loss went from ${before.loss} to ${after.loss}`);
    }
  }
});

Deno.test("fused: a loss that is not finite ends the epoch at that step", async () => {
  await using opened = await openEngines();
  const spec = plain({ ...small, activation: "linear" });
  for (const engine of opened.engines) {
    const network = await engine.load(spec, initialize(spec, { seed: 1 }));
    const result = await network.trainEpoch(examples, order, {
      batchSize: 4,
      learningRates: new Float32Array(16).fill(1e30),
      momentum: 0.9,
    });
    assert(!Number.isFinite(result.loss));
    assert(result.steps > 1 && result.steps < 16);
  }
});

Deno.test("fused: losses far below float32's precision are right", async () => {
  await using opened = await openEngines();
  const spec = plain({ depth: 1, width: 2, inputSize: 6, classes: 3 });
  const parameters = initialize(spec, { seed: 1 });
  const bias = { shape: [3], values: Float32Array.of(-9, 11, -20) };
  const zero = { shape: [2, 3], values: new Float32Array(6) };
  const sure = { ...parameters, "output.w": zero, "output.b": bias };
  const rows = Uint32Array.of(examples.labels.indexOf(1));
  for (const engine of opened.engines) {
    const { loss, gradients } = await (await engine.load(spec, sure)).gradients(examples, rows);
    const expected = Math.log1p(Math.exp(-20) + Math.exp(-31));
    assertAlmostEquals(loss, expected, 1e-6 * expected);
    const others = [Math.exp(-20), -Math.exp(-20) - Math.exp(-31), Math.exp(-31)];
    assertAllClose(gradients["output.b"].values, others, { name: "output.b", tolerance: 1e-14 });
  }
});

Deno.test("fused: the same threads give the same bits, other threads the same numbers", async () => {
  const spec = highway({ depth: 10, width: 50, inputSize: 6, classes: 3 });
  const train = async (threads: number) => {
    const engine = await createFusedEngine({ threads });
    const network = await engine.load(spec, initialize(spec, { seed: 1 }));
    const options: EpochOptions = {
      batchSize: 30,
      learningRates: new Float32Array(3).fill(0.1),
      momentum: 0.9,
    };
    for (let epoch = 0; epoch < 3; epoch++) await network.trainEpoch(examples, order, options);
    const parameters = await network.parameters();
    await engine.close();
    return parameters;
  };
  for (const threads of [1, 2, 3]) {
    const [once, again, alone] = [await train(threads), await train(threads), await train(1)];
    for (const [name, { values }] of Object.entries(once)) {
      assertEquals(values, again[name].values, `${name} on ${threads} threads`);
      // Nine steps in float32, summed in another order.
      assertAllClose(values, alone[name].values, { name, tolerance: 1e-5 });
    }
  }
});

Deno.test("fused: a network that is disposed of gives its memory to the next", async () => {
  const engine = await createFusedEngine({ threads: 1 });
  const spec = plain({ depth: 10, width: 256, inputSize: 6, classes: 3 });
  const parameters = initialize(spec, { seed: 1 });
  // 10 MB each: 600 of them would be 6 GB.
  for (let index = 0; index < 600; index++) (await engine.load(spec, parameters)).dispose();
  const network = await engine.load(spec, parameters);
  network.dispose();
  await assertRejects(() => network.parameters(), Error, "disposed of");
  await engine.close();
});

Deno.test("fused: the same images with other labels are other examples", async () => {
  await using opened = await openEngines();
  const spec = plain(small);
  const parameters = initialize(spec, { seed: 1 });
  for (const engine of opened.engines) {
    const network = await engine.load(spec, parameters);
    for (const labels of [examples.labels, examples.labels.map((label) => 2 - label)]) {
      const on = { examples: { ...examples, labels }, rows: order };
      const { loss } = await network.evaluate(on.examples, order);
      assertAlmostEquals(loss, meanLoss(spec, float64(parameters), on), 1e-6);
    }
  }
});

Deno.test("fused: examples and parameters that do not fit are refused", async () => {
  await using opened = await openEngines();
  const [engine] = opened.engines;
  const spec = plain(small);
  const network = await engine.load(spec, initialize(spec, { seed: 1 }));
  const none = () => network.evaluate(examples, new Uint32Array());
  await assertRejects(none, RangeError, "no examples");
  const beyond = () => network.trace(examples, Uint32Array.of(1, 64));
  await assertRejects(beyond, RangeError, "there are 64 examples, row 64 was asked for");
  const wide = randomExamples({ count: 2, size: 7, classes: 3 });
  const misfit = () => network.gradients(wide, Uint32Array.of(0));
  await assertRejects(misfit, RangeError, "it takes 6 values, images have 7");
  const many = randomExamples({ count: 50, size: 6, classes: 6 });
  const unknown = () => network.evaluate(many, Uint32Array.of(0, many.labels.indexOf(5)));
  await assertRejects(unknown, RangeError, "it has 3 classes, a label is 5");
  const learningRates = new Float32Array(2);
  const short = () =>
    network.trainEpoch(examples, order, { batchSize: 25, learningRates, momentum: 0.9 });
  await assertRejects(short, RangeError, "need 3 learning rates, received 2");
  const { "output.b": _, ...rest } = initialize(spec, { seed: 1 });
  await assertRejects(() => engine.load(spec, rest), RangeError, "output.b");
  await assertRejects(() => createFusedEngine({ threads: 0 }), RangeError, "received 0");
});

Deno.test("fused: close() ends an epoch that is running", async () => {
  const engine = await createFusedEngine({ threads: 2 });
  const spec = highway({ depth: 100, width: 50, inputSize: 6, classes: 3 });
  const network = await engine.load(spec, initialize(spec, { seed: 1 }));
  const rows = new Uint32Array(1_000_000); // a minute's work
  const learningRates = new Float32Array(10_000);
  const epoch = network.trainEpoch(examples, rows, { batchSize: 100, learningRates, momentum: 0 });
  const refused = assertRejects(() => epoch, Error, "engine was closed");
  await new Promise((resolve) => setTimeout(resolve, 50));
  const start = performance.now();
  await engine.close();
  await refused;
  assert(performance.now() - start < 2000);
  await assertRejects(() => network.evaluate(examples, order), Error, "engine was closed");
});

Deno.test("fused: what the engine does not do is refused, not left out", async () => {
  const engine = await createFusedEngine({ threads: 1, blas: "off" });
  const net = mnistNet({ maps: 2 });
  await assertRejects(
    () => engine.load(net, initialize(net, { seed: 1 })),
    TypeError,
    "Cannot load a convolutional net",
  );
  const spec = plain(small);
  const network = await engine.load(spec, initialize(spec, { seed: 1 }));
  const options = { batchSize: 64, learningRates: Float32Array.of(0.1), momentum: 0.9 };
  for (
    const setting of [
      { nesterov: true },
      { weightDecay: { hidden: 0.1, output: 0.1 } },
      { biasRate: 2 },
    ]
  ) {
    await assertRejects(
      () => network.trainEpoch(examples, Uint32Array.of(0), { ...options, ...setting }),
      TypeError,
      `Cannot train with ${Object.keys(setting)[0]}`,
    );
  }
  await engine.close();
});
