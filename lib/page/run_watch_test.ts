import { join } from "node:path";
import { generateGlyphs } from "../data/glyphs.ts";
import { plain } from "../models/network_spec.ts";
import { assertEquals } from "../testing/assert.ts";
import type { Experiment } from "../train/experiment.ts";
import { runName } from "../store/run_key.ts";
import { addToLiveFile, beginLiveFile } from "../store/live_file.ts";
import { RunStore } from "../store/run_store.ts";
import { storeRun, untrainedRun } from "../testing/stored_runs.ts";
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
  assertEquals(watch.look(), { finished: [], begun: new Map(), runs: [] });

  const run = untrainedRun(experiment, generateGlyphs(1));
  const name = runName(run);
  const training = await store.train(name, {});
  await beginLiveFile(training.path, experiment, []);
  const looked = () => {
    const { finished, runs } = watch.look();
    return [finished.length, ...runs.flatMap(({ state, curve }) => [state, curve.length])];
  };
  assertEquals(looked(), [0, "training", 0]);
  for (const row of run.history.slice(0, 399)) await addToLiveFile(training.path, row);
  assertEquals(looked(), [0, "training", 300]); // thinned
  const { begun, runs: [{ curve, title, epochs }] } = watch.look();
  assertEquals([...begun], [[name, { experiment, isTraining: true }]]);
  assertEquals([curve[0].epoch, curve.at(-1)!.epoch], [1, 399]);
  assertEquals([title, epochs], ["plain 1, glyphs, seed 1", 400]);

  await storeRun(store.folder, run);
  await Deno.remove(training.path, { recursive: true });
  assertEquals(looked(), [1, "finished", 300]);
  assertEquals(watch.look().begun.size, 0);
  await Deno.remove(join(store.folder, name), { recursive: true });
  assertEquals(looked(), [0, "finished", 300]); // it was seen to be
  await Deno.remove(folder, { recursive: true });
});

Deno.test("RunWatch says that a run whose process is gone is stopped", async () => {
  const folder = await Deno.makeTempDir();
  const store = new RunStore(folder);
  const watch = new RunWatch(store);
  const stopped = "plain-1-glyphs-0123456789ab";
  const path = join(folder, `${stopped}.training`);
  await Deno.mkdir(path);
  await beginLiveFile(path, experiment, []);
  const { begun, runs } = watch.look();
  assertEquals(runs.map(({ state }) => state), ["stopped"]);
  assertEquals([...begun], [[stopped, { experiment, isTraining: false }]]);
  await Deno.remove(path, { recursive: true });
  assertEquals(watch.look().runs, []);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("RunWatch leaves out what is no run and what cannot be read, and goes on", async () => {
  const folder = await Deno.makeTempDir();
  const watch = new RunWatch(new RunStore(folder));
  const digits = "0123456789ab";
  const tell = async (name: string, text: string) => {
    await Deno.mkdir(join(folder, `${name}.training`));
    await Deno.writeTextFile(join(folder, `${name}.training`, "live.jsonl"), text);
  };
  const line = (value: unknown) => JSON.stringify(value) + "\n";
  const { network } = experiment;
  await tell("notes", line(experiment));
  await tell(`plain-1-a-${digits}`, line({ ...experiment, network: { ...network, depth: 1e9 } }));
  await tell(`plain-1-b-${digits}`, line(null));
  await tell(`plain-1-c-${digits}`, line(experiment) + line({ epoch: "<b>" }));
  await tell(`plain-1-d-${digits}`, line(experiment));
  const pipe = join(folder, `plain-1-e-${digits}.training`);
  await Deno.mkdir(pipe);
  await new Deno.Command("mkfifo", { args: [join(pipe, "live.jsonl")] }).output();
  await new Deno.Command("mkfifo", { args: [join(pipe, "lock")] }).output();
  await Deno.symlink("loop", join(folder, `plain-1-f-${digits}.training`));
  await Deno.symlink(`plain-1-g-${digits}.training`, join(folder, `plain-1-g-${digits}.training`));
  await Deno.mkdir(join(folder, `plain-1-h-${digits}`));
  await Deno.mkdir(join(folder, "@eaDir"));
  const { finished, runs } = watch.look();
  assertEquals(finished, [`plain-1-h-${digits}`]);
  assertEquals(runs.map(({ name }) => name), [`plain-1-d-${digits}`]);
  await Deno.remove(folder, { recursive: true });
});
