import type { EpochOptions, Network } from "../engines/engine.ts";
import { createTfjsEngine } from "../engines/tfjs/engine.ts";
import { convolutional } from "../models/convolutional.ts";
import { initialize } from "../models/initialize.ts";
import { highway, type NetworkSpec, plain } from "../models/network_spec.ts";
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "../testing/assert.ts";
import { everyEngineAtLength } from "../testing/every_engine.ts";
import { testEngines } from "../testing/test_engines.ts";
import { randomExamples } from "../testing/random_examples.ts";
import { type EpochRow, train, type Training } from "./train.ts";

const examples = randomExamples({ count: 100, size: 6, classes: 3 });
const rows = Uint32Array.from({ length: 50 }, (_, index) => 2 * index);
const training: Training = { epochs: 3, batchSize: 16, learningRate: 0.1, momentum: 0.9 };

async function collect(
  options: Training & { seed: number },
  spec: NetworkSpec = highway({ depth: 3, width: 5, inputSize: 6, classes: 3, gateBias: -1 }),
): Promise<EpochRow[]> {
  const engine = await createTfjsEngine("cpu");
  const network = await engine.load(spec, initialize(spec, { seed: 1 }));
  const history = await Array.fromAsync(train(network, { examples, rows }, options));
  await engine.close();
  return history;
}

/** A network that learns nothing and keeps what it was asked to do. */
function recorder(): { network: Network; calls: { order: number[]; options: EpochOptions }[] } {
  const calls: { order: number[]; options: EpochOptions }[] = [];
  const network = {
    trainEpoch(_: unknown, order: Uint32Array, options: EpochOptions) {
      calls.push({ order: [...order], options });
      return Promise.resolve({ loss: 1, accuracy: 0, steps: options.learningRates.length });
    },
  } as unknown as Network;
  return { network, calls };
}

Deno.test("train() yields a row an epoch, with a falling loss", async () => {
  const history = await collect({ ...training, epochs: 20, seed: 1 });
  assertEquals(history.map(({ epoch }) => epoch), [...Array(20).keys()].map((epoch) => epoch + 1));
  assertEquals(history.at(-1)!.step, 80); // 50 rows are four batches, the last one of 2
  assert(history.at(-1)!.loss < 0.5 * history[0].loss);
  assert(history.at(-1)!.accuracy > history[0].accuracy);
  assert(history.every(({ state, seconds }) => state === "training" && seconds > 0));
});

Deno.test("train() gives equal rows for an equal seed, others for another", async () => {
  const losses = async (seed: number) =>
    (await collect({ ...training, seed })).map(({ loss }) => loss);
  assertEquals(await losses(1), await losses(1));
  assert((await losses(1))[1] !== (await losses(2))[1]);
});

Deno.test("train() shows every row once an epoch, in a new order each time", async () => {
  const { network, calls } = recorder();
  await Array.fromAsync(train(network, { examples, rows }, { ...training, seed: 1 }));
  const numeric = (a: number, b: number) => a - b;
  for (const { order } of calls) assertEquals(order.toSorted(numeric), [...rows]);
  assert(calls[0].order.join() !== calls[1].order.join());
  assert(calls[0].order.join() !== [...rows].join());
});

Deno.test("train() hands on the solver's settings, and what each epoch's masks are drawn from", async () => {
  const { network, calls } = recorder();
  const solver = { nesterov: true, weightDecay: { hidden: 0.1, output: 0.2 }, biasRate: 2 };
  await Array.fromAsync(
    train(network, { examples, rows }, { ...training, ...solver, clipNorm: 3, seed: 4 }),
  );
  for (const [index, { options }] of calls.entries()) {
    const { learningRates: _, batchSize: __, ...handed } = options;
    const dropout = { seed: 4, epoch: index + 1 };
    const rest = { momentum: 0.9, clipNorm: 3, gradientNorms: undefined };
    assertEquals(handed, { ...rest, ...solver, dropout });
  }
});

Deno.test("train() decays the rate as a staircase, in the middle of an epoch too", async () => {
  const { network, calls } = recorder();
  const decay = { factor: 0.5, steps: 6 };
  const history = await Array.fromAsync(
    train(network, { examples, rows }, { ...training, decay, seed: 1 }),
  );
  const rates = calls.flatMap(({ options }) => [...options.learningRates]);
  const expected = [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05];
  assertEquals(rates, [...Float32Array.from(expected)]);
  assertAlmostEquals(history[2].learningRate, 0.05, 1e-7);
});

testEngines(
  everyEngineAtLength,
  "train() goes on from an epoch as if it had not stopped",
  async (engine) => {
    const settings = {
      ...training,
      seed: 1,
      gradientNorms: true,
      decay: { factor: 0.5, steps: 6 },
    };
    const sizes = { depth: 4, width: 7, inputSize: 6, classes: 3 }; // no size a whole vector
    const withoutTime = (row: EpochRow) => ({ ...row, seconds: 0 });
    for (const spec of [highway({ ...sizes, gateBias: -1 }), plain(sizes)]) {
      const whole = await engine.load(spec, initialize(spec, { seed: 1 }));
      const expected = await Array.fromAsync(train(whole, { examples, rows }, settings));
      const first = await engine.load(spec, initialize(spec, { seed: 1 }));
      const history = await Array.fromAsync(
        train(first, { examples, rows }, { ...settings, decay: undefined, epochs: 1 }),
      );
      const rest = await engine.load(spec, await first.parameters(), await first.velocity());
      history.push(
        ...await Array.fromAsync(train(rest, { examples, rows }, settings, history[0])),
      );
      assertEquals(history.map(withoutTime), expected.map(withoutTime));
      assertEquals(await rest.parameters(), await whole.parameters());
      assertEquals(await rest.velocity(), await whole.velocity());
    }
  },
);

Deno.test("train() goes on after an epoch to the same bits, with dropout and Nesterov's momentum", async () => {
  const engine = await createTfjsEngine("cpu");
  const spec = convolutional({
    shape: [2, 3, 1],
    stages: [
      { kind: "convolution", size: 2, maps: 4, padding: "same" },
      { kind: "dropout", rate: 0.5 },
      { kind: "highway" },
    ],
    classes: 3,
  });
  const solver = { nesterov: true, weightDecay: { hidden: 0.01, output: 0.1 }, biasRate: 2 };
  const options = { ...training, ...solver, epochs: 2, seed: 1 };
  const parameters = initialize(spec, { seed: 1 });
  const whole = await engine.load(spec, parameters);
  const [first] = await Array.fromAsync(train(whole, { examples, rows }, options));
  const begun = await engine.load(spec, parameters);
  await Array.fromAsync(train(begun, { examples, rows }, { ...options, epochs: 1 }));
  const resumed = await engine.load(spec, await begun.parameters(), await begun.velocity());
  await Array.fromAsync(train(resumed, { examples, rows }, options, first));
  assertEquals(await resumed.parameters(), await whole.parameters());
  await engine.close();
});

Deno.test("train() ends as diverged where the loss is not finite", async () => {
  const linear = plain({ depth: 9, width: 5, inputSize: 6, classes: 3, activation: "linear" });
  const history = await collect({ ...training, epochs: 9, learningRate: 1e20, seed: 1 }, linear);
  assertEquals(history.at(-1)!.state, "diverged");
  assert(!Number.isFinite(history.at(-1)!.loss));
  assert(history.length < 9);
});

Deno.test("train() hands on gradient norms where they were asked for", async () => {
  const [without] = await collect({ ...training, epochs: 1, seed: 1 });
  assertEquals(without.gradientNorms, undefined);
  const [row] = await collect({ ...training, epochs: 1, gradientNorms: true, seed: 1 });
  assertEquals(row.gradientNorms!.length, 12);
  assert(row.gradientNorms!.every(({ meanNorm, normOfMean }) => meanNorm >= normOfMean));
});

Deno.test("train() refuses settings that are out of range or would do nothing", async () => {
  const refused: [Partial<Training>, string][] = [
    [{ epochs: 0 }, "epochs must be a positive integer, received 0"],
    [{ epochs: 1e9 }, "epochs must be at most 100000, received 1000000000"],
    [{ batchSize: 1.5 }, "the batch size must be a positive integer, received 1.5"],
    [{ learningRate: -1 }, "the learning rate must be positive, received -1"],
    [{ learningRate: Infinity }, "received Infinity"],
    [{ momentum: 1 }, "momentum must be at least 0 and below 1, received 1"],
    [{ clipNorm: 0 }, "the norm to clip at must be positive, received 0"],
    [{ nesterov: true, momentum: 0 }, "Nesterov's momentum must be above 0, received 0"],
    [{ weightDecay: { hidden: -1, output: 0 } }, "weight decay of hidden layers must be 0 or more"],
    [{ biasRate: 0 }, "the biases' rate must be positive, received 0"],
    [{ decay: { factor: 2, steps: 5 } }, "the decay factor must be in (0, 1), received 2"],
    [{ decay: { factor: 0.5, steps: 12 } }, "before the run's end at step 12, received 12"],
  ];
  for (const [change, message] of refused) {
    const { network } = recorder();
    const run = train(network, { examples, rows }, { ...training, ...change, seed: 1 });
    await assertRejects(() => run.next(), RangeError, message);
  }
});
