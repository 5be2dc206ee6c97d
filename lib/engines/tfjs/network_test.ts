import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals, assertRejects } from "../../testing/assert.ts";
import { tfjsEngines } from "../../testing/every_engine.ts";
import { testEngines } from "../../testing/test_engines.ts";
import { randomExamples } from "../../testing/random_examples.ts";
import { initialize } from "../../models/initialize.ts";
import { highway } from "../../models/network_spec.ts";
import { startBackend } from "./backend.ts";

const examples = randomExamples({ count: 64, size: 6, classes: 3 });
const rows = Uint32Array.of(5, 0, 63, 17, 17, 8, 30);
const spec = highway({ depth: 4, width: 5, inputSize: 6, classes: 3, gateBias: -1 });

testEngines(tfjsEngines, "no call leaves a tensor but parameters and momentum", async (engine) => {
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

/** The WebGPU backend's addition to `tf.memory()`. */
interface GpuMemory extends tf.MemoryInfo {
  /** In tensors. */
  readonly numBytesInGPU: number;
  /** In all buffers, also those that are kept to be used again. */
  readonly numBytesAllocatedInGPU: number;
}

const webgpu = tfjsEngines.filter(({ name }) => name.endsWith("webgpu"));

testEngines(
  webgpu,
  "a network says what the GPU has refused, until it is started anew",
  async (engine) => {
    const network = await engine.load(spec, initialize(spec, { seed: 1 }));
    await network.evaluate(examples, rows);
    const ones = Array.from({ length: 100 }, () => tf.scalar(1)); // more buffers than a shader takes
    const sum = tf.addN(ones);
    await sum.data();
    tf.dispose([ones, sum]);
    const refused = () => network.evaluate(examples, rows);
    await assertRejects(refused, Error, "Cannot go on with WebGPU: ");
    await startBackend("webgpu");
    await network.evaluate(examples, rows);
  },
);

testEngines(
  webgpu,
  "epochs take the GPU buffers of those before, and close() leaves no tensor in any",
  async (engine) => {
    const memory = () => tf.memory() as GpuMemory;
    const network = await engine.load(spec, initialize(spec, { seed: 1 }));
    const options = {
      batchSize: 3,
      learningRates: new Float32Array(3).fill(0.1),
      momentum: 0.9,
      gradientNorms: true,
    };
    const epoch = async () => {
      await network.trainEpoch(examples, rows, options);
      await network.evaluateLesions(examples, rows);
      await network.trace(examples, rows);
    };
    await epoch();
    const first = memory().numBytesAllocatedInGPU;
    assert(first > memory().numBytesInGPU && memory().numBytesInGPU > 0);
    for (let count = 0; count < 5; count++) await epoch();
    assertEquals(memory().numBytesAllocatedInGPU, first);
    await engine.close();
    assertEquals(memory().numBytesInGPU, 0);
  },
);
