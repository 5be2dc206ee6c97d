import { assert, assertAlmostEquals, assertEquals, assertRejects } from "../../testing/assert.ts";
import { assertAllClose } from "../../testing/assert_close.ts";
import { fusedEngines } from "../../testing/fused_engines.ts";
import { testEngines } from "../../testing/test_engines.ts";
import { randomExamples } from "../../testing/random_examples.ts";
import { mnistNet } from "../../models/convolutional_nets.ts";
import { initialize } from "../../models/initialize.ts";
import { highway, plain } from "../../models/network_spec.ts";
import type { EpochOptions } from "../engine.ts";
import { createFusedEngine } from "./engine.ts";
import { mostThreads } from "./threads.ts";

const examples = randomExamples({ count: 64, size: 6, classes: 3 });
const small = { depth: 4, width: 5, inputSize: 6, classes: 3 };
const order = Uint32Array.from({ length: 64 }, (_, index) => (index * 13) % 64);

testEngines(fusedEngines, "losses far below float32's precision are right", async (engine) => {
  const spec = plain({ depth: 1, width: 2, inputSize: 6, classes: 3 });
  const parameters = initialize(spec, { seed: 1 });
  const bias = { shape: [3], values: Float32Array.of(-9, 11, -20) };
  const zero = { shape: [2, 3], values: new Float32Array(6) };
  const sure = { ...parameters, "output.w": zero, "output.b": bias };
  const rows = Uint32Array.of(examples.labels.indexOf(1));
  const { loss, gradients } = await (await engine.load(spec, sure)).gradients(examples, rows);
  const expected = Math.log1p(Math.exp(-20) + Math.exp(-31));
  assertAlmostEquals(loss, expected, 1e-6 * expected);
  const others = [Math.exp(-20), -Math.exp(-20) - Math.exp(-31), Math.exp(-31)];
  assertAllClose(gradients["output.b"].values, others, { name: "output.b", tolerance: 1e-14 });
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

Deno.test("fused: labels and threads that do not fit are refused", async () => {
  const engine = await createFusedEngine({ threads: 1 });
  const spec = plain(small);
  const network = await engine.load(spec, initialize(spec, { seed: 1 }));
  const many = randomExamples({ count: 50, size: 6, classes: 6 });
  const unknown = () => network.evaluate(many, Uint32Array.of(0, many.labels.indexOf(5)));
  await assertRejects(unknown, RangeError, "it has 3 classes, a label is 5");
  for (const threads of [0, 1.5, 1000, NaN]) {
    const message = `threads must be an integer from 1 to ${mostThreads}, received ${threads}`;
    await assertRejects(() => createFusedEngine({ threads }), RangeError, message);
  }
  await engine.close();
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
  assert(performance.now() - start < 20_000);
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
