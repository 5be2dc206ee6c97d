import { join } from "node:path";
import { generateGlyphs } from "../../data/glyphs.ts";
import { plain } from "../../models/network_spec.ts";
import { assertEquals } from "../../testing/assert.ts";
import { type Experiment, runName } from "../../train/experiment.ts";
import { LiveFile } from "../../train/live_file.ts";
import { RunStore } from "../../train/run_store.ts";
import { storeRun, untrainedRun } from "./_stored_runs.ts";
import { RunWatch } from "./run_watch.ts";

const experiment: Experiment = {
  network: plain({ depth: 1, inputSize: 784, classes: 10 }),
  dataset: "glyphs",
  training: { epochs: 400, batchSize: 128, learningRate: 0.1, momentum: 0.9 },
  seed: 1,
};

Deno.test("RunWatch follows a run from its first epoch to where it is stored", async () => {
  const folder = await Deno.makeTempDir();
  const store = new RunStore(join(folder, "runs"));
  const watch = new RunWatch(store);
  assertEquals(await watch.look(), { finished: [], begun: new Map(), runs: [] });

  const run = untrainedRun(experiment, generateGlyphs(1));
  const name = runName(run.question);
  const training = await store.train(name, {});
  const file = await LiveFile.begin(training.path, experiment, []);
  const looked = async () => {
    const { finished, runs } = await watch.look();
    return [finished.length, ...runs.flatMap(({ state, curve }) => [state, curve.length])];
  };
  assertEquals(await looked(), [0, "training", 0]);
  for (const row of run.history.slice(0, 399)) await file.add(row);
  assertEquals(await looked(), [0, "training", 300]); // thinned
  const { begun, runs: [{ curve, title, epochs }] } = await watch.look();
  assertEquals([...begun], [[name, { experiment, isTraining: true }]]);
  assertEquals([curve[0].epoch, curve.at(-1)!.epoch], [1, 399]);
  assertEquals([title, epochs], ["plain 1, glyphs, seed 1", 400]);

  await storeRun(store.folder, run);
  await Deno.remove(training.path, { recursive: true });
  assertEquals(await looked(), [1, "finished", 300]);
  assertEquals((await watch.look()).begun.size, 0);
  await Deno.remove(join(store.folder, name), { recursive: true });
  assertEquals(await looked(), [0, "finished", 300]); // it was seen to be
  await Deno.remove(folder, { recursive: true });
});

Deno.test("RunWatch says that a run whose process is gone is stopped", async () => {
  const folder = await Deno.makeTempDir();
  const store = new RunStore(folder);
  const watch = new RunWatch(store);
  const path = join(folder, "some-run.training");
  await Deno.mkdir(path);
  await LiveFile.begin(path, experiment, []);
  const { begun, runs } = await watch.look();
  assertEquals(runs.map(({ state }) => state), ["stopped"]);
  assertEquals([...begun], [["some-run", { experiment, isTraining: false }]]);
  await Deno.remove(path, { recursive: true });
  assertEquals((await watch.look()).runs, []);
  await Deno.remove(folder, { recursive: true });
});
