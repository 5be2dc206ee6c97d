import { join } from "node:path";
import type { Dataset } from "../data/dataset.ts";
import type { Engine } from "../engines/engine.ts";
import { createTfjsEngine } from "../engines/tfjs/engine.ts";
import { highway, plain } from "../models/network_spec.ts";
import { assert, assertEquals, assertRejects, assertThrows } from "../testing/assert.ts";
import { randomExamples } from "../testing/random_examples.ts";
import { type Experiment, experimentTitle, runName, trainingRows } from "./experiment.ts";
import { run } from "./run.ts";
import { RunStore } from "./run_store.ts";

const dataset: Dataset = {
  name: "glyphs",
  title: "Noise",
  shape: [2, 3, 1],
  classes: ["a", "b", "c"],
  train: randomExamples({ count: 40, size: 6, classes: 3 }),
  test: randomExamples({ count: 10, size: 6, classes: 3, seed: 2 }),
  digest: "0123",
};

const experiment: Experiment = {
  network: highway({ depth: 3, width: 4, inputSize: 6, classes: 3 }),
  dataset: "glyphs",
  images: 30,
  training: { epochs: 2, batchSize: 8, learningRate: 0.1, momentum: 0.9, gradientNorms: true },
  seed: 1,
};

const engineOf = (family: Engine["family"]) => ({ family }) as Engine;

Deno.test("run() trains once, and answers the same question from the store", async () => {
  const folder = await Deno.makeTempDir();
  const engine = await createTfjsEngine("cpu");
  let epochs = 0;
  const options = { engine, store: new RunStore(join(folder, "runs")), onEpoch: () => epochs++ };
  const first = await run(experiment, dataset, options);
  assertEquals(epochs, 2);
  assertEquals(first.history.length, 2);
  assertEquals(await run(experiment, dataset, options), first);
  assertEquals(epochs, 2);
  await run({ ...experiment, seed: 2 }, dataset, options);
  assertEquals(epochs, 4);
  await engine.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a diverged run is kept, with the loss that ended it", async () => {
  const folder = await Deno.makeTempDir();
  const engine = await createTfjsEngine("cpu");
  const options = { engine, store: new RunStore(folder), onEpoch: () => {} };
  const network = plain({
    depth: 9,
    width: 4,
    inputSize: 6,
    classes: 3,
    activation: "linear",
  });
  const training = { ...experiment.training, learningRate: 1e20, gradientNorms: false };
  const wild = { ...experiment, network, training };
  const { history } = await run(wild, dataset, options);
  assertEquals(history.at(-1)!.state, "diverged");
  assertEquals((await run(wild, dataset, options)).history, history);
  await engine.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("RunStore refuses damaged parameters and leaves no partial run behind", async () => {
  const folder = await Deno.makeTempDir();
  const engine = await createTfjsEngine("cpu");
  const store = new RunStore(folder);
  await run(experiment, dataset, { engine, store, onEpoch: () => {} });
  const name = runName(experiment, dataset, engine);
  assertEquals([...Deno.readDirSync(folder)].map((entry) => entry.name), [name]);
  await Deno.truncate(join(folder, name, "parameters.safetensors"), 100);
  await assertRejects(() => store.load(name), Error, "delete it to train anew: Cannot parse");
  await Deno.remove(join(folder, name, "history.parquet"));
  await assertRejects(() => store.load(name), Error, `${name}", delete it to train anew`);
  await engine.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("runName() changes with all that decides a result, and with nothing else", () => {
  const name = runName(experiment, dataset, engineOf("tfjs"));
  assert(name.startsWith("highway-3-glyphs-"));
  const reordered = Object.fromEntries(
    Object.entries(experiment).reverse(),
  ) as unknown as Experiment;
  assertEquals(runName(reordered, dataset, engineOf("tfjs")), name);
  const others = [
    runName({ ...experiment, seed: 2 }, dataset, engineOf("tfjs")),
    runName({ ...experiment, images: 31 }, dataset, engineOf("tfjs")),
    runName(
      { ...experiment, training: { ...experiment.training, momentum: 0.8 } },
      dataset,
      engineOf("tfjs"),
    ),
    runName(experiment, { ...dataset, digest: "4567" }, engineOf("tfjs")),
    runName(experiment, dataset, engineOf("fused")),
  ];
  assertEquals(new Set([name, ...others]).size, 6);
});

Deno.test("trainingRows() draws the images from the seed, and no more than there are", () => {
  const rows = trainingRows(experiment, dataset);
  assertEquals(new Set(rows).size, 30);
  assert(trainingRows({ ...experiment, seed: 2 }, dataset).join() !== rows.join());
  assertThrows(
    () => trainingRows({ ...experiment, images: 41 }, dataset),
    RangeError,
    "Cannot train on 41 images: Noise has 40",
  );
});

Deno.test("experimentTitle() names what is unusual", () => {
  assertEquals(experimentTitle(experiment, dataset), "highway 3, Noise, seed 1");
  const network = plain({
    depth: 50,
    inputSize: 6,
    classes: 3,
    activation: "relu",
    initializer: "he-normal",
  });
  assertEquals(
    experimentTitle({ ...experiment, network }, dataset),
    "plain 50 relu he-normal, Noise, seed 1",
  );
});
