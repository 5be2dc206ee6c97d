import type { Network } from "../engines/engine.ts";
import { createTfjsEngine } from "../engines/tfjs/engine.ts";
import { convolutional } from "../models/convolutional.ts";
import { mnistNet } from "../models/convolutional_nets.ts";
import { initialize } from "../models/initialize.ts";
import { highway, type NetworkSpec, plain } from "../models/network_spec.ts";
import type { Parameters } from "../models/parameters.ts";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertThrows,
} from "../testing/assert.ts";
import { backendsAtLength } from "../testing/backends.ts";
import { randomExamples } from "../testing/random_examples.ts";
import { float64, forward, meanLoss } from "../testing/reference.ts";
import { train } from "../train/train.ts";
import { activationRows } from "./activations.ts";
import { gateRows } from "./gates.ts";
import { gradientRows, layerGradientNorms } from "./gradients.ts";
import { lesioned } from "./joint_lesion.ts";
import { lesionRows } from "./lesions.ts";
import { traces } from "./traces.ts";

const examples = randomExamples({ count: 1200, size: 6, classes: 3 });
const rows = Uint32Array.from({ length: 1100 }, (_, index) => index + 50); // more than one piece
const size = { depth: 3, width: 5, inputSize: 6, classes: 3 };

const backends = backendsAtLength.filter(({ absent }) => absent === undefined);

/** Calls `use` with such a network on each backend of TF.js that is there. */
async function withNetwork(spec: NetworkSpec, use: (network: Network) => Promise<void>) {
  for (const { name } of backends) {
    const engine = await createTfjsEngine(name);
    try {
      await use(await engine.load(spec, initialize(spec, { seed: 1 })));
    } finally {
      await engine.close();
    }
  }
}

Deno.test("activationRows() agrees with the definitions, over more rows than one piece", async () => {
  const spec = plain({ ...size, activation: "relu" });
  await withNetwork(spec, async (network) => {
    const w = float64(await network.parameters());
    const traced = [...rows].map((row) => forward(spec, w, { examples, row }).outputs);
    const statistics = await activationRows(network, { examples, rows });
    assertEquals(statistics.map(({ layer }) => layer), [1, 2, 3]);
    const average = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
    for (const [l, row] of statistics.entries()) {
      const all = traced.flatMap((outputs) => [...outputs[l]]);
      const mean = average(all);
      assertAlmostEquals(row.mean, mean, 1e-6);
      assertAlmostEquals(row.variance, average(all.map((x) => (x - mean) ** 2)), 1e-6);
      const unitMeans = [0, 1, 2, 3, 4].map((unit) => average(traced.map((o) => o[l][unit])));
      const spread = average(unitMeans.map((x) => (x - mean) ** 2));
      assertAlmostEquals(row.unitMeanStd, Math.sqrt(spread), 1e-6);
      const dead = [0, 1, 2, 3, 4].filter((unit) => traced.every((o) => o[l][unit] === 0));
      assertAlmostEquals(row.deadFraction, dead.length / 5, 1e-12);
    }
  });
});

Deno.test("activationRows() and gateRows() take a map for a unit, over all of its pixels", async () => {
  const spec = convolutional({
    shape: [3, 2, 1],
    stages: [{ kind: "convolution", size: 2, maps: 3, padding: "valid" }, { kind: "highway" }],
    classes: 3,
  });
  await withNetwork(spec, async (network) => {
    const few = rows.subarray(0, 40);
    const w = float64(await network.parameters());
    const traced = [...few].map((row) => forward(spec, w, { examples, row }));
    const average = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
    const ofMap = (values: Float64Array, map: number) =>
      [...values].filter((_, i) => i % 3 === map);
    const statistics = await activationRows(network, { examples, rows: few });
    for (const [l, row] of statistics.entries()) {
      const all = traced.flatMap(({ outputs }) => [...outputs[l]]);
      const mean = average(all);
      assertAlmostEquals(row.mean, mean, 1e-6);
      assertAlmostEquals(row.variance, average(all.map((x) => (x - mean) ** 2)), 1e-6);
    }
    const gates = await gateRows(network, { examples, rows: few }, { image: 7 });
    assertEquals(gates.map(({ layer, unit }) => [layer, unit]), [[2, 1], [2, 2], [2, 3]]);
    const image = forward(spec, w, { examples, row: 7 });
    for (const [map, { meanGate, gate, output }] of gates.entries()) {
      assertAlmostEquals(
        meanGate,
        average(traced.flatMap(({ gates }) => ofMap(gates[0], map))),
        1e-6,
      );
      assertAlmostEquals(gate, average(ofMap(image.gates[0], map)), 1e-6);
      assertAlmostEquals(output, average(ofMap(image.outputs[1], map)), 1e-6);
    }
  });
});

Deno.test("activationRows() finds units dead that no sample wakes, and then no variance", async () => {
  const spec = plain({ ...size, activation: "relu" });
  const engine = await createTfjsEngine("cpu");
  const parameters = initialize(spec, { seed: 1 });
  parameters["layers.2.bH"].values.fill(-1000);
  const network = await engine.load(spec, parameters);
  const [first, second] = await activationRows(network, { examples, rows });
  assert(first.deadFraction < 1 && first.variance > 0);
  assertEquals(second, { layer: 2, mean: 0, variance: 0, unitMeanStd: 0, deadFraction: 1 });
  await engine.close();
});

Deno.test("traces() takes fewer rows at once of nets with many values", async () => {
  const pieces = async (spec: NetworkSpec) => {
    const asked: number[] = [];
    const trace = (_: unknown, rows: Uint32Array) => Promise.resolve(asked.push(rows.length));
    await Array.fromAsync(traces({ spec, trace } as unknown as Network, { examples, rows }));
    return asked;
  };
  assertEquals(await pieces(plain(size)), [1000, 100]);
  const large = await pieces(mnistNet({ maps: 32 })); // 72,586 values an image
  assertEquals(large.slice(0, 2), [55, 55]);
  assertEquals(large.reduce((sum, rows) => sum + rows), 1100);
});

Deno.test("gateRows() has a row for every highway layer and unit, with its four values", async () => {
  const spec = highway({ ...size, gateBias: -2 });
  await withNetwork(spec, async (network) => {
    const w = float64(await network.parameters());
    const gates = await gateRows(network, { examples, rows }, { image: 7 });
    assertEquals(gates.length, 2 * 5);
    assertEquals([...new Set(gates.map(({ layer }) => layer))], [2, 3]);
    const image = forward(spec, w, { examples, row: 7 });
    const traced = [...rows].map((row) => forward(spec, w, { examples, row }).gates);
    for (const { layer, unit, bias, meanGate, gate, output } of gates) {
      assertEquals(bias, -2);
      const sum = traced.reduce((sum, gates) => sum + gates[layer - 2][unit - 1], 0);
      assertAlmostEquals(meanGate, sum / rows.length, 1e-6);
      assertAlmostEquals(gate, image.gates[layer - 2][unit - 1], 1e-6);
      assertAlmostEquals(output, image.outputs[layer - 1][unit - 1], 1e-6);
    }
  });
  await withNetwork(plain(size), (network) =>
    assertRejects(
      () => gateRows(network, { examples, rows }, { image: 7 }),
      TypeError,
      "received a plain one",
    ).then(() => {}));
});

Deno.test("lesionRows() sets each layer's loss beside the intact net's", async () => {
  const spec = highway({ ...size, gateBias: -1 });
  await withNetwork(spec, async (network) => {
    const few = rows.subarray(0, 20);
    const w = float64(await network.parameters());
    const lesions = await lesionRows(network, { examples, rows: few });
    assertEquals(lesions.map(({ layer }) => layer), [2, 3]);
    for (const { layer, loss, unlesionedLoss } of lesions) {
      assertAlmostEquals(loss, meanLoss(spec, w, { examples, rows: few, lesion: layer }), 1e-5);
      assertAlmostEquals(unlesionedLoss, meanLoss(spec, w, { examples, rows: few }), 1e-5);
    }
  });
});

Deno.test("lesionRows() finds that a shut layer does nothing", async () => {
  const spec = highway({ ...size, gateBias: -60 });
  await withNetwork(spec, async (network) => {
    for (const { loss, unlesionedLoss } of await lesionRows(network, { examples, rows })) {
      assertEquals(loss, unlesionedLoss);
    }
  });
});

Deno.test("gradientRows() names index, parameter and layer of every norm of every epoch", async () => {
  const spec = plain(size);
  await withNetwork(spec, async (network) => {
    const options = { epochs: 2, batchSize: 100, learningRate: 0.1, momentum: 0.9, seed: 1 };
    const history = await Array.fromAsync(
      train(network, { examples, rows }, { ...options, gradientNorms: true }),
    );
    const gradients = gradientRows(spec, history);
    assertEquals(gradients.length, 2 * 8);
    assertEquals(gradients[11].index, 3);
    assertEquals(gradients[11].epoch, 2);
    assertEquals(gradients[11].parameter, "layers.2.bH");
    assertEquals(gradients[11].layer, 2);
    assertEquals(gradients[11].meanNorm, history[1].gradientNorms![3].meanNorm);
    const { gradientNorms: _, ...without } = history[0];
    assertThrows(() => gradientRows(spec, [without]), RangeError, "epoch 1 was trained without");
  });
});

Deno.test("lesioned() carries each of its layers' input on, as a lesion of one does", async () => {
  const spec = highway({ ...size, depth: 4, gateBias: -1 });
  await withNetwork(spec, async (network) => {
    const intact = await network.parameters();
    const few = rows.subarray(0, 40);
    const lossOf = (parameters: Parameters) =>
      meanLoss(spec, float64(parameters), { examples, rows: few });
    for (const { layer, loss } of await lesionRows(network, { examples, rows: few })) {
      assertAlmostEquals(lossOf(lesioned(intact, [layer])), loss, 1e-5);
    }
    const left = highway({ ...size, depth: 2, gateBias: -1 });
    assertAlmostEquals(
      lossOf(lesioned(intact, [3, 4])),
      meanLoss(left, float64(intact), { examples, rows: few }),
      1e-9,
    );
  });
  const parameters = initialize(spec, { seed: 1 });
  assertEquals(lesioned(parameters, [3])["layers.2.wT"], parameters["layers.2.wT"]);
  assertThrows(() => lesioned(parameters, [1]), RangeError, "expected a highway layer");
});

Deno.test("layerGradientNorms() is each layer's gradient over the whole sample", async () => {
  await withNetwork(highway({ ...size, gateBias: -1 }), async (network) => {
    const norms = await layerGradientNorms(network, { examples, rows });
    const { gradients } = await network.gradients(examples, rows);
    const norm = (...names: string[]) =>
      Math.hypot(...names.flatMap((name) => [...gradients[name].values]));
    const layers = [
      norm("layers.1.wH", "layers.1.bH"),
      norm("layers.2.wH", "layers.2.bH", "layers.2.wT", "layers.2.bT"),
      norm("layers.3.wH", "layers.3.bH", "layers.3.wT", "layers.3.bT"),
      norm("output.w", "output.b"),
    ];
    assertEquals(norms.length, layers.length);
    for (const [index, norm] of layers.entries()) {
      assertAlmostEquals(norms[index], norm, 1e-5 * norm); // float32, summed in another order
    }
  });
});
