import { join } from "node:path";
import { createTfjsEngine } from "../engines/tfjs/engine.ts";
import { highway, plain } from "../models/network_spec.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../testing/assert.ts";
import { noiseDataset } from "../testing/random_examples.ts";
import type { Experiment } from "../train/experiment.ts";
import { resultsVersion, runKey, runName } from "../store/run_key.ts";
import { encodeRun, runFiles } from "../store/record.ts";
import { run } from "../store/run.ts";
import { RunStore } from "../store/run_store.ts";
import { readFolder, writeFolder } from "../store/atomic_folder.ts";
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

/** A store with a run in every state, and the command's output on it. */
async function fullStore() {
  const folder = await Deno.makeTempDir();
  const store = new RunStore(join(folder, "runs"), join(folder, "records"));
  const engine = await createTfjsEngine("cpu");
  const nameOf = (seed: number) => runName(runKey({ ...experiment, seed }, dataset, engine));
  const names = {
    finished: nameOf(1),
    damaged: nameOf(2),
    interrupted: nameOf(3),
    training: nameOf(4),
    diverged: runName(runKey(wild, dataset, engine)),
    kept: nameOf(5),
    stale: "",
    later: "",
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
  for (
    const [state, version] of [["stale", resultsVersion - 1], [
      "later",
      resultsVersion + 1,
    ]] as const
  ) {
    const other = { ...finished, resultsVersion: version };
    names[state] = runName(other);
    const files = encodeRun(other);
    await writeFolder(join(store.folder, names[state]), files);
  }
  for (const name of ["notes", "@eaDir"]) await Deno.mkdir(join(store.folder, name));
  await run(experiment, dataset, { ...options, store: new RunStore(join(store.folder, "a copy")) });
  const training = await store.train(names.training, {});
  return {
    store,
    names,
    /** Runs the command, with an answer to its question or without a terminal. */
    async say(args: string[], answer?: boolean) {
      const said = { code: 0, stdout: "", stderr: "", asked: "" };
      said.code = await runs(args, store, {
        write: (stream, text) => said[stream] += text,
        columns: undefined,
        now: () => 0,
        ...(answer !== undefined && {
          ask(question) {
            said.asked = question;
            return answer;
          },
        }),
      });
      return said;
    },
    async [Symbol.asyncDispose]() {
      await training[Symbol.asyncDispose]();
      await engine.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

Deno.test("runs lists every run with its epochs, loss, state and settings", async () => {
  await using full = await fullStore();
  const { code, stdout } = await full.say([]);
  assertEquals(code, 0);
  const { names } = full;
  const lines = stdout.split("\n");
  const of = (name: string) => {
    const at = lines.findIndex((line) => line.startsWith(name));
    const below = lines.slice(at + 1);
    return [lines[at], ...below.slice(0, below.findIndex((line) => !line.startsWith("  ")))]
      .join("\n");
  };
  assertMatch(stdout, /^run +epochs +loss +state\n/);
  assertMatch(
    of(names.finished),
    / 2\/2 +\d\.\d+ +finished\n +seed 1, rate 0.1, momentum 0.9, gate bias -4, width 4,.*\n +.*tfjs engine$/,
  );
  assertMatch(of(names.damaged), / damaged\n +history.parquet is missing$/);
  assertMatch(of(names.interrupted), / 1\/2 +\d\.\d+ +interrupted\n +seed 3, /);
  assertMatch(of(names.training), / +training$/);
  assertMatch(of(names.diverged), / 1\/2 +(NaN|Infinity) +diverged\n +seed 1, rate 10{20}, /);
  assertMatch(of(names.kept), / +finished, kept by Git\n/);
  assertMatch(of(names.stale), / +stale\n/);
  assertMatch(of(names.later), / +later version\n/);
  assertEquals(
    lines.filter((line) => line.startsWith("highway") || line.startsWith("plain")).length,
    8,
  );
  assertStringIncludes(stdout, '\nNot runs, and left alone:\n  "@eaDir", "a copy", "notes"\n');
  assertEquals(lines.filter((line) => line.length > 80), []);
});

Deno.test("runs --json lists the same for programs", async () => {
  await using full = await fullStore();
  const list = JSON.parse((await full.say(["--json"])).stdout);
  const states = Object.fromEntries(
    list.map(({ name, state }: { name: string; state: string }) => [name, state]),
  );
  const { names } = full;
  assertEquals(states[names.damaged], "damaged");
  const finished = list.find(({ name }: { name: string }) => name === names.finished);
  assertEquals(finished.experiment, experiment);
  assertEquals([finished.epochs, finished.keptByGit], [2, false]);
  assert(finished.loss > 0 && finished.test.loss > 0);
});

Deno.test("runs lists hostile folders too, and escapes text of records", async () => {
  await using full = await fullStore();
  const { store, names } = full;
  const good = join(store.folder, names.finished);
  const hostile = (at: number) => join(store.folder, `plain-1-x-00000000000${at}`);
  await Deno.symlink(hostile(0), hostile(0));
  await Deno.mkdir(hostile(1));
  await new Deno.Command("mkfifo", { args: [join(hostile(1), "manifest.json")] }).output();
  await Deno.mkdir(hostile(2));
  await Deno.writeTextFile(join(hostile(2), "manifest.json"), "\x1b[2J{");
  await Deno.mkdir(hostile(3));
  const provenance = new TextEncoder().encode(
    (await Deno.readTextFile(join(good, "provenance.json")))
      .replace(/"engine": "[^"]*"/, '"engine": "\\u001b]0;title\\u0007\\u202e"'),
  );
  const files = readFolder(good, runFiles)!;
  await writeFolder(good, { ...files, "provenance.json": provenance });
  const { code, stdout } = await full.say([]);
  assertEquals(code, 0);
  for (const at of [0, 1, 2, 3]) assertMatch(stdout, new RegExp(`00${at} +damaged\n  manifest`));
  assertMatch(stdout, / finished\n/);
  const shown = await full.say(["show", names.finished]);
  assertStringIncludes(shown.stdout, "engine   \\u{1b}]0;title\\u{7}\\u{202e}; ");
  // deno-lint-ignore no-control-regex
  assertEquals((stdout + shown.stdout).match(/[\x00-\x09\x0b-\x1f\u202e]/), null);
  assertEquals((await full.say(["remove", "--damaged", "--yes"])).code, 0);
  assertEquals([...Deno.readDirSync(store.folder)].some(({ name }) => name.includes("-x-")), false);
});

Deno.test("runs show describes a run by a part of its name", async () => {
  await using full = await fullStore();
  const part = full.names.finished.slice(-6);
  const { code, stdout } = await full.say(["show", part]);
  assertEquals(code, 0);
  assertStringIncludes(stdout, `${full.names.finished}: finished\n`);
  assertStringIncludes(stdout, "architecture highway, depth 3, width 4, activation tanh");
  assertMatch(
    stdout,
    /epochs 1 to 2\n +engine +TF\.js [\d.]+, cpu backend: JavaScript on the CPU; /,
  );
  assertMatch(stdout, /\nepoch +loss +accuracy +rate +seconds\n1 +\d\.\d+ .*\n2 +\d\.\d+ .*\n$/);
});

Deno.test("runs remove removes stale, damaged or named runs, and nothing else", async () => {
  await using full = await fullStore();
  const { store, names } = full;
  const left = () => [...Deno.readDirSync(store.folder)].map(({ name }) => name).sort();
  const before = left();
  const without = (...removed: string[]) => before.filter((name) => !removed.includes(name));
  const unasked = await full.say(["remove", "--stale", "--damaged"]);
  assertEquals([unasked.code, unasked.stderr], [
    2,
    "Cannot ask whether to remove these 2 runs without a terminal: give --yes\n",
  ]);
  const declined = await full.say(["remove", "--stale", "--damaged"], false);
  assertEquals([declined.code, declined.asked], [0, "Remove these 2 runs?"]);
  assertStringIncludes(declined.stdout, names.stale);
  assertStringIncludes(declined.stdout, "Nothing was removed\n");
  assertEquals(left(), before);
  assertEquals((await full.say(["remove", "--stale", "--damaged"], true)).code, 0);
  assertEquals(left(), without(names.stale, names.damaged));
  assertEquals((await full.say(["remove", "--damaged"])).stdout, "No run is damaged\n");
  assertEquals((await full.say(["remove", names.interrupted, "--yes"])).code, 0);
  const last = without(names.stale, names.damaged, `${names.interrupted}.training`);
  assertEquals(left(), last);
  const training = await full.say(["remove", names.training, "--yes"]);
  assertEquals(training.code, 1);
  assertMatch(training.stderr, /^Cannot remove .*: a process is training it\n$/);
  const kept = await full.say(["remove", names.kept, "--yes"]);
  assertEquals(kept.code, 2);
  assertMatch(kept.stderr, /^Cannot remove .*: Git keeps it, so remove it there\n$/);
  await Deno.writeTextFile(join(store.folder, names.finished, "my notes"), "");
  const notes = await full.say(["remove", names.finished, names.diverged, "--yes"]);
  assertEquals(notes.code, 1);
  assertMatch(notes.stderr, /^Cannot remove .*: it holds "my notes", which belongs to no run\n$/);
  assertEquals(left(), last.filter((name) => name !== names.diverged));
});

Deno.test("runs remove --damaged reads every file to find damaged runs", async () => {
  await using full = await fullStore();
  const path = join(full.store.folder, full.names.finished, "parameters.safetensors");
  const bytes = await Deno.readFile(path);
  bytes[bytes.length - 1] ^= 1;
  await Deno.writeFile(path, bytes);
  assertMatch((await full.say([])).stdout, / finished\n/); // the list compares sizes
  assertMatch(
    (await full.say(["show", full.names.finished])).stdout,
    /: damaged: parameters.safetensors has SHA-256 /,
  );
  const { stdout } = await full.say(["remove", "--damaged"], false);
  assertStringIncludes(stdout, `${full.names.finished} `);
});

Deno.test("runs refuses a bad command line in one line, with exit code 2", async () => {
  await using full = await fullStore();
  const cases: [string[], string][] = [
    [["frob"], 'Unknown command "frob": it must be show or remove'],
    [["remov"], 'Unknown command "remov", did you mean "remove"? it must be show or remove'],
    [["show"], "Cannot show 0 runs: give the name of one"],
    [["show", "nothing"], 'There is no run "nothing"'],
    [["show", "highway-3"], 'There are 7 runs with "highway-3" in their names: give more of one'],
    [["remove"], "Cannot remove: give either names, or --stale or --damaged"],
    [["remove", "x", "--stale"], "Cannot remove: give either names"],
    [["--stale"], "Cannot use --stale without remove"],
    [["remove", "x", "--yes"], 'There is no run "x"'],
    [["--yes"], "Cannot use --yes without remove"],
    [["show", "x", "--json"], "Cannot use --json with show"],
    [
      ["--old"],
      "Unknown option '--old': the options are --json, --stale, --damaged, --yes, --help",
    ],
    [["--damage"], "Unknown option '--damage', did you mean \"--damaged\"? the options are"],
  ];
  for (const [args, message] of cases) {
    const { code, stdout, stderr } = await full.say(args);
    assertEquals([code, stdout, stderr.split("\n").length], [2, "", 2], stderr);
    assertStringIncludes(stderr, message);
  }
  const { code, stdout } = await runsOn("/nonexistent");
  assertEquals([code, stdout.split(":")[0]], [0, "No runs are stored yet"]);
});

async function runsOn(folder: string) {
  let stdout = "";
  const code = await runs([], new RunStore(folder), {
    write: (_, text) => stdout += text,
    columns: undefined,
    now: () => 0,
  });
  return { code, stdout };
}
