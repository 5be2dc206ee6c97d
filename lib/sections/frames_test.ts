import { join } from "node:path";
import pl from "nodejs-polars";
import { generateGlyphs } from "../data/glyphs.ts";
import { createTfjsEngine } from "../engines/tfjs/engine.ts";
import { records } from "../frame.ts";
import { gateSchema } from "../diagnostics/gates.ts";
import { lesionSchema } from "../diagnostics/lesions.ts";
import { outputSchema } from "../diagnostics/outputs.ts";
import { activationSchema } from "../diagnostics/activations.ts";
import { convolutional } from "../models/convolutional.ts";
import { highway, plain } from "../models/network_spec.ts";
import { assert, assertEquals, assertRejects } from "../testing/assert.ts";
import type { Experiment } from "../train/experiment.ts";
import { run } from "../store/run.ts";
import { RunStore } from "../store/run_store.ts";
import {
  accuracyFrame,
  accuracySchema,
  activationFrame,
  gateFrame,
  gradientFrame,
  historyFrame,
  lesionFrame,
  outputFrame,
  settingsFrame,
} from "./frames.ts";
import { FrameStore } from "../store/frame_store.ts";
import { runLine } from "../report/run_line.ts";

const glyphs = generateGlyphs(1);
const size = { depth: 3, width: 6, inputSize: 784, classes: 10 };
const experiment: Experiment = {
  network: highway({ ...size, gateBias: -1 }),
  dataset: "glyphs",
  images: 60,
  training: { epochs: 2, batchSize: 20, learningRate: 0.1, momentum: 0.9, gradientNorms: true },
  seed: 4,
};

Deno.test("frames hold every run, layer, unit, parameter and epoch", async () => {
  const folder = await Deno.makeTempDir();
  const engine = await createTfjsEngine("cpu");
  const settings = { samples: 30, lesionSamples: 40 };
  const context = { profile: "quick" as const, engine, datasets: [glyphs], settings };
  const options = { engine, store: new RunStore(folder), onEpoch: () => {} };
  const runs = [
    await run(experiment, glyphs, options),
    await run({ ...experiment, seed: 5 }, glyphs, options),
    await run({ ...experiment, network: plain(size) }, glyphs, options),
  ];
  const [first, second, third] = runs;

  const history = historyFrame(runs);
  assertEquals(history.height, 6);
  assertEquals(history.getColumn("architecture").toArray()[4], "plain");
  assertEquals(history.getColumn("loss").toArray()[3], second.history[1].loss);
  assertEquals(
    history.getColumn("testLoss").toArray(),
    runs.flatMap(({ test }) => [NaN, test!.loss]),
  );
  const { test: _, ...older } = first;
  assertEquals(historyFrame([older]).getColumn("testAccuracy").toArray(), [NaN, NaN]);
  assertEquals(history.getColumn("dataset").toArray()[0], glyphs.name);

  const compared = settingsFrame({ quoted: runs, "best of search": [second] });
  assertEquals(
    compared.getColumn("settings").toArray().join(),
    [
      ...Array(6).fill("quoted"),
      ...Array(2).fill("best of search"),
    ].join(),
  );
  assertEquals(compared.getColumn("seed").toArray().join(""), "44554455");

  assertEquals(gradientFrame([first]).height, 2 * 12);
  assertEquals(gradientFrame(runs).height, 2 * (12 + 12 + 8));

  const activations = records(activationSchema, await activationFrame([first, third], context));
  assertEquals(activations.length, 2 * 2 * 3);
  assertEquals(activations.map(({ epoch }) => epoch).join(""), "000222000222");
  assert(activations[0].mean !== activations[3].mean, "training changes activations");

  const gates = records(gateSchema, await gateFrame([first, second], context));
  assertEquals(gates.length, 2 * 2 * 6);
  assertEquals(gates.map(({ initialBias }) => initialBias).every((bias) => bias === -1), true);
  assert(gates.some(({ bias }) => bias !== -1), "training changes biases");

  const outputs = records(outputSchema, await outputFrame([first], context));
  assertEquals(outputs.length, 3 * 6);
  assertEquals(
    outputs.filter(({ layer }) => layer > 1),
    gates.filter(({ seed }) => seed === 4).map(({ dataset, seed, layer, unit, output }) => (
      { dataset, seed, layer, unit, output }
    )),
  );
  const before = records(outputSchema, await outputFrame([first, third], context, "untrained"));
  assertEquals(before.length, 2 * 3 * 6);
  assert(before[0].output !== outputs[0].output, "training changes outputs");

  const lesions = records(lesionSchema, await lesionFrame([first, second], context));
  assertEquals(lesions.map(({ layer, seed }) => [seed, layer]), [[4, 2], [4, 3], [5, 2], [5, 3]]);

  await assertRejects(
    () => gateFrame(runs, { ...context, datasets: [] }),
    RangeError,
    "Cannot look into a run on glyphs: not loaded",
  );
  await engine.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("lesions are measured on the images and labels that the net was trained on", async () => {
  const folder = await Deno.makeTempDir();
  const engine = await createTfjsEngine("cpu");
  const options = { engine, store: new RunStore(folder), onEpoch: () => {} };
  const training = { ...experiment.training, epochs: 40, gradientNorms: false };
  const context = {
    profile: "quick" as const,
    engine,
    datasets: [glyphs],
    settings: { samples: 30 },
  };
  for (const labels of [undefined, "shuffled"] as const) {
    const trained = await run({ ...experiment, training, labels }, glyphs, options);
    const [{ unlesionedLoss }] = records(lesionSchema, await lesionFrame([trained], context));
    // Sixty images are learned by heart; any others of the set would be far from that.
    assert(unlesionedLoss < trained.history.at(-1)!.loss * 1.5, `loss ${unlesionedLoss}`);
  }
  await engine.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("frames that were measured before hold the data set's name now, not its title", async () => {
  const folder = await Deno.makeTempDir();
  const engine = await createTfjsEngine("cpu");
  const trained = await run(experiment, glyphs, {
    engine,
    store: new RunStore(join(folder, "runs")),
    onEpoch: () => {},
  });
  const frames = new FrameStore(join(folder, "frames"));
  const context = {
    profile: "quick" as const,
    engine,
    datasets: [glyphs],
    settings: { samples: 30 },
  };
  const measured = await gateFrame([trained], context);
  const earlier = measured.withColumns(pl.lit("Glyphs").alias("dataset"));
  const measurement = { kind: "gates", settings: context.settings };
  await frames.frame(trained, measurement, () => Promise.resolve(earlier));
  const read = await gateFrame([trained], { ...context, frames });
  assertEquals(new Set(read.getColumn("dataset").toArray()), new Set(["glyphs"]));
  assertEquals(records(gateSchema, read), records(gateSchema, measured));
  await engine.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("frames hold a convolutional net's maps as units, and its accuracy on other images", async () => {
  const folder = await Deno.makeTempDir();
  const engine = await createTfjsEngine("wasm");
  const network = convolutional({
    shape: [28, 28, 1],
    stages: [
      { kind: "max-pool", size: 3 },
      { kind: "convolution", size: 3, maps: 4, padding: "same" },
      { kind: "highway" },
      { kind: "max-pool", size: 2 },
      { kind: "dropout", rate: 0.5 },
      { kind: "highway" },
    ],
    classes: 10,
  });
  const options = { engine, store: new RunStore(folder), onEpoch: () => {} };
  const trained = await run({ ...experiment, network }, glyphs, options);
  const context = {
    profile: "quick" as const,
    engine,
    datasets: [glyphs],
    settings: { samples: 30, lesionSamples: 40 },
  };

  const gates = records(gateSchema, await gateFrame([trained], context));
  assertEquals(
    gates.map(({ layer, unit }) => `${layer}.${unit}`).join(" "),
    [
      "2.1 2.2 2.3 2.4 3.1 3.2 3.3 3.4",
    ].join(),
  );
  assert(gates.every(({ meanGate, gate }) => meanGate > 0 && meanGate < 1 && gate > 0 && gate < 1));
  const lesions = records(lesionSchema, await lesionFrame([trained], context));
  assertEquals(lesions.map(({ layer }) => layer), [2, 3]);
  const activations = records(activationSchema, await activationFrame([trained], context));
  assertEquals(activations.map(({ layer }) => layer), [1, 2, 3, 1, 2, 3]);

  const [accuracy] = records(
    accuracySchema,
    await accuracyFrame([trained], context, { images: 50 }),
  );
  const loaded = await engine.load(network, trained.parameters!);
  const all = Uint32Array.from({ length: glyphs.test.count }, (_, index) => index);
  const whole = await loaded.evaluate(glyphs.test, all);
  assertEquals([accuracy.parameters, accuracy.steps, accuracy.testImages], [2602, 6, 50]);
  const [onAll] = records(accuracySchema, await accuracyFrame([trained], context));
  assertEquals([onAll.loss, onAll.testImages], [whole.loss, glyphs.test.count]);
  assertEquals(
    runLine(trained),
    "Net: 2,602 parameters · 6 steps of 20 images · with dropout",
  );
  await engine.close();
  await Deno.remove(folder, { recursive: true });
});
