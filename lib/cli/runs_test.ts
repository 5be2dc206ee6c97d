import { join } from "node:path";
import { createTfjsEngine } from "../engines/tfjs/engine.ts";
import { highway, plain } from "../models/network_spec.ts";
import { assertEquals, assertMatch, assertStringIncludes } from "../testing/assert.ts";
import { noiseDataset } from "../testing/noise_dataset.ts";
import { type Experiment, mathematics, questionOf, runName } from "../train/experiment.ts";
import { encodeRun } from "../train/record.ts";
import { run } from "../train/run.ts";
import { RunStore } from "../train/run_store.ts";
import { writeSealed } from "../train/sealed_folder.ts";
import { runs } from "./runs.ts";

const dataset = noiseDataset({ shape: [2, 3, 1], count: 40 });
const sizes = { width: 4, inputSize: 6, classes: 3 };
const experiment: Experiment = {
  network: highway({ depth: 3, ...sizes }),
  dataset: "glyphs",
  training: { epochs: 2, batchSize: 8, learningRate: 0.1, momentum: 0.9 },
  seed: 1,
};
const wild: Experiment = {
  ...experiment,
  network: plain({ depth: 9, activation: "linear", ...sizes }),
  training: { ...experiment.training, learningRate: 1e20 },
};

/** A store with a run in every state, and what the command says on it. */
async function fullStore() {
  const folder = await Deno.makeTempDir();
  const store = new RunStore(join(folder, "runs"), join(folder, "records"));
  const engine = await createTfjsEngine("cpu");
  const nameOf = (seed: number) => runName(questionOf({ ...experiment, seed }, dataset, engine));
  const names = {
    finished: nameOf(1),
    damaged: nameOf(2),
    interrupted: nameOf(3),
    training: nameOf(4),
    diverged: runName(questionOf(wild, dataset, engine)),
    kept: nameOf(5),
    stale: "",
  };
  const options = { engine, store, onEpoch: () => {} };
  const finished = await run(experiment, dataset, options);
  await run(wild, dataset, options);
  await run({ ...experiment, seed: 2 }, dataset, options);
  await Deno.remove(join(store.folder, names.damaged, "history.parquet"));
  const signal = AbortSignal.abort(new Error("stopped"));
  await run({ ...experiment, seed: 3 }, dataset, { ...options, signal }).catch(() => {});
  const records = new RunStore(store.records!);
  await run({ ...experiment, seed: 5 }, dataset, { ...options, store: records });
  const question = { ...finished.question, mathematics: mathematics - 1 };
  names.stale = runName(question);
  const files = encodeRun({ ...finished, question });
  await writeSealed(join(store.folder, names.stale), files, store.folder);
  const training = await store.train(names.training, {});
  return {
    store,
    names,
    async say(...args: string[]) {
      const said = { code: 0, stdout: "", stderr: "" };
      said.code = await runs(args, store, { write: (stream, text) => said[stream] += text });
      return said;
    },
    async [Symbol.asyncDispose]() {
      await training[Symbol.asyncDispose]();
      await engine.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

Deno.test("runs lists every run with what it is, its epochs, loss and state", async () => {
  await using full = await fullStore();
  const { code, stdout } = await full.say();
  assertEquals(code, 0);
  const { names } = full;
  const line = (name: string) => stdout.split("\n").find((line) => line.startsWith(name))!;
  assertMatch(stdout, /^run +what +epochs +loss +state\n/);
  assertMatch(line(names.finished), / +highway 3, glyphs, seed 1  +2\/2  +\d\.\d+  +finished$/);
  assertMatch(line(names.damaged), / +damaged: history.parquet is missing$/);
  assertMatch(
    line(names.interrupted),
    / +highway 3, glyphs, seed 3  +1\/2  +\d\.\d+  +interrupted$/,
  );
  assertMatch(line(names.training), / +training$/);
  assertMatch(
    line(names.diverged),
    / +plain 9 linear.* 1\/2  +(NaN|Infinity) +diverged in epoch 1$/,
  );
  assertMatch(line(names.kept), / +finished, kept by Git$/);
  assertMatch(line(names.stale), / +stale$/);
  assertEquals(stdout.trim().split("\n").length, 8);
});

Deno.test("runs show tells all of one run, named in part", async () => {
  await using full = await fullStore();
  const part = full.names.finished.slice(-6);
  const { code, stdout } = await full.say("show", part);
  assertEquals(code, 0);
  assertStringIncludes(stdout, `${full.names.finished}: finished\n`);
  assertStringIncludes(stdout, "architecture highway, depth 3, width 4, activation tanh");
  assertMatch(
    stdout,
    /epochs 1 to 2\n +engine +TF\.js [\d.]+, cpu backend: JavaScript on the CPU; /,
  );
  assertMatch(stdout, /\nepoch +loss +accuracy +rate +seconds\n1 +\d\.\d+ .*\n2 +\d\.\d+ .*\n$/);
});

Deno.test("runs remove takes away what is stale or damaged, or named, and nothing else", async () => {
  await using full = await fullStore();
  const { store, names } = full;
  const left = () => [...Deno.readDirSync(store.folder)].map(({ name }) => name).sort();
  const before = left();
  const without = (...removed: string[]) => before.filter((name) => !removed.includes(name));
  assertEquals((await full.say("remove", "--stale", "--damaged")).code, 0);
  assertEquals(left(), without(names.stale, names.damaged));
  assertEquals((await full.say("remove", "--damaged")).stdout, "No run is damaged\n");
  assertEquals((await full.say("remove", names.interrupted)).code, 0);
  assertEquals(left(), without(names.stale, names.damaged, `${names.interrupted}.training`));
  const training = await full.say("remove", names.training);
  assertEquals(training.code, 1);
  assertMatch(training.stderr, /^Cannot remove .*: a process is training it\n$/);
  const kept = await full.say("remove", names.kept);
  assertEquals(kept.code, 2);
  assertMatch(kept.stderr, /^Cannot remove .*: Git keeps it, so remove it there\n$/);
  assertEquals(left(), without(names.stale, names.damaged, `${names.interrupted}.training`));
});

Deno.test("runs refuses what it does not understand, in one line, with exit code 2", async () => {
  await using full = await fullStore();
  const cases: [string[], string][] = [
    [["frob"], 'Unknown command "frob": it must be show or remove'],
    [["show"], "Cannot show 0 runs: give the name of one"],
    [["show", "nothing"], 'There is no run "nothing"'],
    [["show", "highway-3"], 'There are 6 runs with "highway-3" in their names: give more of one'],
    [["remove"], "Cannot remove: give either names, or --stale or --damaged"],
    [["remove", "x", "--stale"], "Cannot remove: give either names"],
    [["--stale"], "Cannot use --stale without remove"],
    [["--old"], "Unknown option '--old': the options are --stale, --damaged, --help"],
  ];
  for (const [args, message] of cases) {
    const { code, stdout, stderr } = await full.say(...args);
    assertEquals([code, stdout, stderr.split("\n").length], [2, "", 2], stderr);
    assertStringIncludes(stderr, message);
  }
  const { code, stdout } = await runsOn("/nonexistent");
  assertEquals([code, stdout.split(":")[0]], [0, "No runs are stored yet"]);
});

async function runsOn(folder: string) {
  let stdout = "";
  const code = await runs([], new RunStore(folder), { write: (_, text) => stdout += text });
  return { code, stdout };
}
