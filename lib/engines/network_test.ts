/**
 * What a network promises, whichever engine runs it. That the numbers are right for nets of every
 * kind, depth and width is in `tests/parity_test.ts`.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "../testing/assert.ts";
import { assertAllClose } from "../testing/assert_close.ts";
import { backpropagate } from "../testing/backpropagation.ts";
import { everyEngine, everyEngineAtLength } from "../testing/every_engine.ts";
import { testEngines } from "../testing/test_engines.ts";
import { randomExamples } from "../testing/random_examples.ts";
import { float64, forward, meanLoss } from "../testing/reference.ts";
import { someParameters } from "../testing/some_parameters.ts";
import { initialize } from "../models/initialize.ts";
import { activations, highway, plain } from "../models/network_spec.ts";
import type { EpochOptions } from "./engine.ts";

const examples = randomExamples({ count: 64, size: 6, classes: 3 });
const small = { depth: 4, width: 5, inputSize: 6, classes: 3 };
const order = Uint32Array.from({ length: 64 }, (_, index) => (index * 13) % 64);

/** Gate biases of −1, so that gates are neither open nor shut. */
const someHighway = highway({ ...small, gateBias: -1 });

testEngines(
  everyEngine,
  "trace() gives the equations' outputs, gates and logits",
  async (engine) => {
    // More rows than any engine takes through the layers at once.
    const rows = Uint32Array.from({ length: 1100 }, (_, index) => (index * 7) % 64);
    for (const activation of activations) {
      for (const spec of [plain({ ...small, activation }), { ...someHighway, activation }]) {
        const parameters = someParameters(spec);
        const w = float64(parameters);
        const images = Array.from({ length: 64 }, (_, row) => forward(spec, w, { examples, row }));
        const trace = await (await engine.load(spec, parameters)).trace(examples, rows);
        const expected = (of: (image: typeof images[0]) => Float64Array) =>
          Array.from(rows, (row) => [...of(images[row])]).flat();
        assertEquals([trace.outputs.length, trace.gates.length], [4, images[0].gates.length]);
        const pairs: [string, Float32Array, number[]][] = [
          ...trace.outputs.map((actual, l): typeof pairs[0] => [
            `output ${l}`,
            actual,
            expected(({ outputs }) => outputs[l]),
          ]),
          ...trace.gates.map((actual, l): typeof pairs[0] => [
            `gate ${l}`,
            actual,
            expected(({ gates }) => gates[l]),
          ]),
          ["logits", trace.logits, expected(({ logits }) => logits)],
        ];
        for (const [what, actual, values] of pairs) {
          assertAllClose(actual, values, {
            name: `${spec.architecture} ${activation} ${what}`,
            tolerance: 2e-6, // float32 has 1.2e-7; four layers of sums of six
          });
        }
      }
    }
  },
);

testEngines(everyEngine, "trainEpoch() steps by SGD with momentum and clipping", async (engine) => {
  const rates = [0.1, 0.05, 0.2];
  for (const spec of [plain(small), someHighway]) {
    for (const clipNorm of [Infinity, 0.3]) {
      // In float64; 64 rows are batches of 25, 25 and 14.
      const w = float64(someParameters(spec));
      const v: Record<string, Float64Array> = {};
      let loss = 0, clipped = 0;
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
      assertEquals(clipped > 0, clipNorm === 0.3);
      const network = await engine.load(spec, someParameters(spec));
      const result = await network.trainEpoch(examples, order, {
        batchSize: 25,
        learningRates: Float32Array.from(rates),
        momentum: 0.9,
        ...(clipNorm < Infinity && { clipNorm }),
      });
      assertEquals(result.steps, 3);
      assertAlmostEquals(result.loss, loss, 1e-6);
      for (const [name, { values }] of Object.entries(await network.parameters())) {
        assertAllClose(values, w[name], {
          name: `${spec.architecture} ${name} after 3 steps`,
          tolerance: 2e-6, // weights below 2 in float32, three updates
        });
      }
    }
  }
});

testEngines(everyEngine, "gradientNorms has both readings of an epoch's norm", async (engine) => {
  const w = float64(someParameters(someHighway));
  const [first, second] = [order.slice(0, 9), order.slice(9, 18)];
  const a = backpropagate(someHighway, w, { examples, rows: first }).gradients;
  const b = backpropagate(someHighway, w, { examples, rows: second }).gradients;
  const network = await engine.load(someHighway, someParameters(someHighway));
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
});

testEngines(
  everyEngine,
  "a norm is right where the gradient's squares underflow",
  async (engine) => {
    const spec = plain({ ...small, depth: 30, activation: "sigmoid" });
    const parameters = initialize(spec, { seed: 1 });
    for (const { values, shape } of Object.values(parameters)) {
      if (shape.length === 2) values.forEach((value, i) => values[i] = value * 0.6);
    }
    const { gradients } = backpropagate(spec, float64(parameters), { examples, rows: order });
    const first = Math.hypot(...gradients["layers.1.wH"]);
    assert(first > 0 && first < 1e-23, `the first layer's gradient is ${first}`);
    const network = await engine.load(spec, parameters);
    const { gradientNorms } = await network.trainEpoch(examples, order, {
      batchSize: order.length,
      learningRates: Float32Array.of(0),
      momentum: 0,
      gradientNorms: true,
    });
    // 30 layers' errors of a few 1e-7 each.
    assertAlmostEquals(gradientNorms![0].meanNorm / first, 1, 2e-5);
  },
);

testEngines(
  everyEngine,
  "evaluateLesions() shuts one gate at a time, evaluate() none",
  async (engine) => {
    const rows = Uint32Array.from({ length: 1100 }, (_, index) => (index * 7) % 64);
    const parameters = someParameters(someHighway);
    const w = float64(parameters);
    const network = await engine.load(someHighway, parameters);
    const lesions = await network.evaluateLesions(examples, rows);
    assertEquals(lesions.length, 3);
    for (const [index, { loss }] of lesions.entries()) {
      const expected = meanLoss(someHighway, w, { examples, rows, lesion: index + 2 });
      assertAlmostEquals(loss, expected, 2e-6);
    }
    const intact = await network.evaluate(examples, rows);
    assertAlmostEquals(intact.loss, meanLoss(someHighway, w, { examples, rows }), 2e-6);
    assert(lesions.every(({ loss }) => Math.abs(loss - intact.loss) > 1e-5));
    const plainNetwork = await engine.load(plain(small), initialize(plain(small), { seed: 1 }));
    await assertRejects(() => plainNetwork.evaluateLesions(examples, rows), TypeError, "plain net");
  },
);

testEngines(
  everyEngineAtLength,
  "a net learns 64 images by heart, and accuracy says so",
  async (engine) => {
    const options = { batchSize: 64, learningRates: Float32Array.of(0.3), momentum: 0.9 };
    for (const spec of [plain({ ...small, width: 20 }), highway({ ...small, width: 20 })]) {
      const network = await engine.load(spec, initialize(spec, { seed: 1 }));
      const before = await network.evaluate(examples, order);
      let after = before;
      const learned = () => after.accuracy === 1 && after.loss < before.loss / 20;
      // The loss jumps on its way, differently on each backend: enough epochs are many.
      for (let epoch = 0; epoch < 150 && !learned(); epoch++) {
        await network.trainEpoch(examples, order, options);
        after = await network.evaluate(examples, order);
      }
      assertEquals(after.accuracy, 1);
      assert(after.loss < before.loss / 20, `loss went from ${before.loss} to ${after.loss}`);
    }
  },
);

testEngines(
  everyEngine,
  "a loss that is not finite ends the epoch at that step",
  async (engine) => {
    const spec = plain({ ...small, activation: "linear" });
    const network = await engine.load(spec, initialize(spec, { seed: 1 }));
    const result = await network.trainEpoch(examples, order, {
      batchSize: 4,
      learningRates: new Float32Array(16).fill(1e30),
      momentum: 0.9,
    });
    assert(!Number.isFinite(result.loss));
    assert(result.steps > 1 && result.steps < 16, `${result.steps} steps`);
  },
);

testEngines(everyEngine, "the same images with other labels are other examples", async (engine) => {
  const spec = plain(small);
  const parameters = initialize(spec, { seed: 1 });
  const network = await engine.load(spec, parameters);
  for (const labels of [examples.labels, examples.labels.map((label) => 2 - label)]) {
    const on = { examples: { ...examples, labels }, rows: order };
    const { loss } = await network.evaluate(on.examples, order);
    assertAlmostEquals(loss, meanLoss(spec, float64(parameters), on), 1e-6);
  }
});

testEngines(everyEngine, "examples and parameters that do not fit are refused", async (engine) => {
  const spec = plain(small);
  const { "output.b": _, ...rest } = initialize(spec, { seed: 1 });
  await assertRejects(async () => await engine.load(spec, rest), RangeError, "output.b");
  const network = await engine.load(spec, initialize(spec, { seed: 1 }));
  const none = () => network.evaluate(examples, new Uint32Array());
  await assertRejects(none, RangeError, "no examples");
  const beyond = () => network.trace(examples, Uint32Array.of(1, 64));
  await assertRejects(beyond, RangeError, "there are 64 examples, row 64 was asked for");
  const wide = randomExamples({ count: 2, size: 7, classes: 3 });
  const misfit = () => network.gradients(wide, Uint32Array.of(0));
  await assertRejects(misfit, RangeError, "it takes 6 values, images have 7");
});

testEngines(
  everyEngine,
  "options of an epoch that do not exist or fit are refused",
  async (engine) => {
    const spec = plain(small);
    const network = await engine.load(spec, initialize(spec, { seed: 1 }));
    const options = { batchSize: 32, learningRates: new Float32Array(2), momentum: 0.9 };
    /** As a notebook calls, where nothing checks types. */
    const train = (changed: object) => () =>
      network.trainEpoch(examples, order, { ...options, ...changed } as EpochOptions);
    await assertRejects(
      train({ clipnorm: 1 }),
      TypeError,
      'Cannot call trainEpoch(): unknown option "clipnorm", did you mean "clipNorm"?',
    );
    await assertRejects(train({ momentum: undefined }), TypeError, "it needs the option momentum");
    for (const batchSize of [0, -1, 0.5, NaN]) {
      const learningRates = new Float32Array(128);
      const message = `the batch size must be a positive integer, received ${batchSize}`;
      await assertRejects(train({ batchSize, learningRates }), RangeError, message);
    }
    await assertRejects(
      train({ batchSize: 25 }),
      RangeError,
      "64 rows in batches of 25 need 3 learning rates, received 2",
    );
  },
);
