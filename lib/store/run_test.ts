import { join } from "node:path";
import { createTfjsEngine } from "../engines/tfjs/engine.ts";
import { highway, plain } from "../models/network_spec.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "../testing/assert.ts";
import { noiseDataset } from "../testing/random_examples.ts";
import {
  type Experiment,
  experimentTitle,
  trainingExamples,
  trainingRows,
} from "../train/experiment.ts";
import { runKey, runName } from "./run_key.ts";
import type { Run } from "./record.ts";
import { run } from "./run.ts";
import { readRun, RunStore } from "./run_store.ts";
import { DamageError } from "./atomic_folder.ts";

const dataset = noiseDataset({ shape: [2, 3, 1], count: 40 });

const experiment: Experiment = {
  network: highway({ depth: 3, width: 4, inputSize: 6, classes: 3 }),
  dataset: "glyphs",
  images: 30,
  training: { epochs: 3, batchSize: 8, learningRate: 0.1, momentum: 0.9, gradientNorms: true },
  seed: 1,
};

Deno.test("run() trains once, and takes the run from the store at the next call", async () => {
  const folder = await Deno.makeTempDir();
  const engine = await createTfjsEngine("cpu");
  let epochs = 0;
  const options = { engine, store: new RunStore(join(folder, "runs")), onEpoch: () => epochs++ };
  const first = await run(experiment, dataset, options);
  assertEquals(epochs, 3);
  assertEquals(first.history.length, 3);
  assertEquals(await run(experiment, dataset, options), first);
  assert(first.test!.loss > 0 && first.test!.accuracy >= 0);
  assertEquals(epochs, 3);
  await run({ ...experiment, seed: 2 }, dataset, options);
  assertEquals(epochs, 6);
  await engine.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("run() records that the data set's content was not verified, under the same name", async () => {
  await using context = await newContext();
  const unverified = { ...dataset, unverified: true };
  await run(experiment, unverified, context.options);
  const stored = await context.options.store.load(context.name);
  assertEquals(stored!.provenance.unverifiedData, true);
  await run({ ...experiment, seed: 2 }, dataset, context.options);
  const other = runName(runKey({ ...experiment, seed: 2 }, dataset, context.options.engine));
  assertEquals((await context.options.store.load(other))!.provenance.unverifiedData, undefined);
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

/** A store in a new folder, and an engine. */
async function newContext() {
  const folder = await Deno.makeTempDir();
  const engine = await createTfjsEngine("cpu");
  const notices: string[] = [];
  const onNotice = (notice: string) => notices.push(notice);
  const store = new RunStore(join(folder, "runs"));
  return {
    folder,
    notices,
    options: { engine, store, onNotice, checkpointSeconds: 0, onEpoch: () => {} },
    name: runName(runKey(experiment, dataset, engine)),
    /** Trains a few epochs, then stops. */
    async interrupt(epochs: number, freshTag?: string) {
      const controller = new AbortController();
      await assertRejects(
        () =>
          run(experiment, dataset, {
            ...this.options,
            freshTag,
            signal: controller.signal,
            onEpoch: ({ epoch }) => epoch === epochs && controller.abort(new Error("stopped")),
          }),
        Error,
        "stopped",
      );
    },
    async [Symbol.asyncDispose]() {
      await engine.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

/** All of a run that must not depend on when it was stopped. */
const lasting = ({ experiment, history, parameters }: Run) => ({
  experiment,
  history: history.map((row) => ({ ...row, seconds: 0 })),
  parameters,
});

Deno.test("a stopped run resumes and ends with the same bits", async () => {
  await using context = await newContext();
  const whole = await run(experiment, dataset, context.options);
  for (const epochs of [1, 2]) {
    await Deno.remove(context.options.store.folder, { recursive: true });
    context.notices.length = 0;
    await context.interrupt(epochs);
    const seen: number[] = [];
    const onEpoch = ({ epoch }: { epoch: number }) => seen.push(epoch);
    const resumed = await run(experiment, dataset, { ...context.options, onEpoch });
    assertEquals(seen, [1, 2, 3].slice(epochs));
    assertEquals(lasting(resumed), lasting(whole));
    assertEquals(
      resumed.provenance.sessions.map(({ firstEpoch, lastEpoch }) => [firstEpoch, lastEpoch]),
      [[1, epochs], [epochs + 1, 3]],
    );
    assertEquals(context.notices, [`highway 3, Noise, seed 1 goes on after epoch ${epochs}`]);
    assertEquals(names(context.options.store.folder), [context.name]);
  }
});

Deno.test("a run with fewer epochs for now ends with the same bits later", async () => {
  await using context = await newContext();
  const whole = await run(experiment, dataset, context.options);
  await Deno.remove(context.options.store.folder, { recursive: true });
  const seen: number[] = [];
  const options = {
    ...context.options,
    onEpoch: ({ epoch }: { epoch: number }) => seen.push(epoch),
  };
  const lengths: number[] = [];
  for (const until of [1, 1, 2, 1]) {
    lengths.push((await run(experiment, dataset, { ...options, until })).history.length);
  }
  assertEquals([lengths, seen], [[1, 1, 2, 2], [1, 2]]);
  assertEquals(names(context.options.store.folder), [`${context.name}.training`]);
  assertEquals(lasting(await run(experiment, dataset, { ...options, until: 7 })), lasting(whole));
  assertEquals(names(context.options.store.folder), [context.name]);
});

Deno.test("a run that resumes with another engine reports it", async () => {
  await using context = await newContext();
  await context.interrupt(1);
  const engine = { ...context.options.engine, description: "another" };
  const { provenance } = await run(experiment, dataset, { ...context.options, engine });
  assertEquals(provenance.sessions.map(({ engine }) => engine), [
    context.options.engine.description,
    "another",
  ]);
  assertStringIncludes(context.notices[0], "so far trained with TF.js");
});

Deno.test("a damaged checkpoint is reported, and the one before it is used", async () => {
  await using context = await newContext();
  const whole = await run(experiment, dataset, context.options);
  await Deno.remove(context.options.store.folder, { recursive: true });
  await context.interrupt(2);
  const training = join(context.options.store.folder, `${context.name}.training`);
  assertEquals(names(training), ["epoch-000001", "epoch-000002", "live.jsonl", "lock"]);
  await Deno.truncate(join(training, "epoch-000002", "velocity.safetensors"), 100);
  context.notices.length = 0;
  assertEquals(lasting(await run(experiment, dataset, context.options)), lasting(whole));
  assertEquals(context.notices.length, 2);
  assertMatch(
    context.notices[0],
    /epoch-000002" is damaged and not used: velocity.safetensors has 100/,
  );
  assertMatch(context.notices[1], /goes on after epoch 1$/);
});

Deno.test("a checkpoint of another epoch than it says is not used, and removed by the next", async () => {
  await using context = await newContext();
  await context.interrupt(2);
  const training = join(context.options.store.folder, `${context.name}.training`);
  await Deno.rename(join(training, "epoch-000002"), join(training, "epoch-000009"));
  context.notices.length = 0;
  await context.interrupt(2);
  assertMatch(context.notices[0], /epoch-000009" is damaged and not used: it ends after epoch 2$/);
  assertEquals(names(training), ["epoch-000001", "epoch-000002", "live.jsonl", "lock"]);
});

Deno.test("checkpoints beside a finished run are removed", async () => {
  await using context = await newContext();
  await context.interrupt(2);
  const folder = join(context.options.store.folder, context.name);
  await Deno.rename(`${folder}.training`, `${folder}.aside`);
  await run(experiment, dataset, context.options);
  await Deno.rename(`${folder}.aside`, `${folder}.training`);
  await run(experiment, dataset, context.options);
  assertEquals(names(context.options.store.folder), [context.name]);
});

Deno.test("a damaged run is not used: it is trained again", async () => {
  await using context = await newContext();
  const whole = await run(experiment, dataset, context.options);
  const folder = join(context.options.store.folder, context.name);
  for (const file of names(folder)) {
    await Deno.remove(join(folder, file));
    context.notices.length = 0;
    assertEquals(lasting(await run(experiment, dataset, context.options)), lasting(whole));
    assertEquals(context.notices, [
      `Run "${folder}" is damaged and is not used: ${file} is missing`,
    ]);
    assertEquals(names(context.options.store.folder), [context.name]);
  }
  await Deno.rename(folder, `${folder.slice(0, -1)}x`);
  assertThrows(
    () => readRun(context.options.store.folder, `${context.name.slice(0, -1)}x`),
    DamageError,
    "config.json asks for another run",
  );
});

Deno.test("a run is trained anew once for a tag, beside the others, and the newest is used", async () => {
  await using context = await newContext();
  let epochs = 0;
  const options = { ...context.options, onEpoch: () => epochs++ };
  const monday = { ...options, freshTag: "monday" };
  const first = await run(experiment, dataset, options);
  await context.interrupt(2, "monday");
  assertEquals(await run(experiment, dataset, options), first);
  assertEquals(epochs, 3);
  const anew = await run(experiment, dataset, monday);
  assertEquals([epochs, anew.freshTag], [4, "monday"]);
  assertEquals(lasting(anew), lasting(first));
  assertEquals(await run(experiment, dataset, monday), anew);
  assertEquals(await run(experiment, dataset, options), anew);
  assertEquals(names(context.options.store.folder), [context.name, runName(anew)]);
  const tuesday = await run(experiment, dataset, { ...options, freshTag: "tuesday" });
  assertEquals(await run(experiment, dataset, options), tuesday);
  assertEquals(context.options.store.load(runName(anew)), anew);
  await Deno.remove(join(context.options.store.folder, context.name, "config.json"));
  assertEquals(await run(experiment, dataset, options), tuesday);
  assertEquals(epochs, 7);
});

Deno.test("a second folder of records is read, and not written to", async () => {
  await using context = await newContext();
  const made = await run(experiment, dataset, context.options);
  const store = new RunStore(join(context.folder, "elsewhere"), context.options.store.folder);
  assertEquals(await run(experiment, dataset, { ...context.options, store }), made);
  assertEquals(names(context.folder), ["runs"]);
  await run(experiment, dataset, { ...context.options, store, freshTag: "monday" });
  assertEquals(await run(experiment, dataset, context.options), made);
});

Deno.test("of five at once one trains, and the others wait for its run", async () => {
  await using context = await newContext();
  let epochs = 0;
  const told = Promise.withResolvers<void>();
  const onNotice = (notice: string) => {
    context.options.onNotice(notice);
    if (context.notices.length === 4) told.resolve();
  };
  const onEpoch = () => {
    epochs++;
    return told.promise; // the others wait before this one goes on
  };
  const options = { ...context.options, onNotice, onEpoch };
  const [one, ...others] = await Promise.all(
    Array.from({ length: 5 }, () => run(experiment, dataset, options)),
  );
  for (const other of others) assertEquals(other, one);
  assertEquals(epochs, 3);
  const notice = `highway 3, Noise, seed 1 is being trained by process ${Deno.pid} on ` +
    `${Deno.hostname()}: waiting for it`;
  assertEquals(context.notices, Array(4).fill(notice));
  assertEquals(names(context.options.store.folder), [context.name]);
});

Deno.test("a waiting run can be stopped", async () => {
  await using context = await newContext();
  await using _folder = await context.options.store.train(context.name, {});
  const signal = AbortSignal.timeout(300);
  const waiting = run(experiment, dataset, { ...context.options, signal });
  await assertRejects(() => waiting, DOMException);
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

Deno.test("trainingExamples() shuffles the labels by the seed", () => {
  const { train } = dataset;
  assertEquals(trainingExamples(experiment, dataset), train);
  const shuffle = (seed: number) =>
    trainingExamples({ ...experiment, labels: "shuffled", seed }, dataset);
  const { labels, ...rest } = shuffle(1);
  assertEquals({ ...rest, labels: train.labels }, train);
  assertEquals(labels.toSorted(), train.labels.toSorted());
  assert(labels.join() !== train.labels.join() && shuffle(2).labels.join() !== labels.join());
  assertEquals(shuffle(1).labels, labels);
});

Deno.test("run() trains on shuffled labels and tests on those of the test images", async () => {
  await using context = await newContext();
  const shuffled: Experiment = { ...experiment, labels: "shuffled" };
  const { history, parameters, test } = await run(shuffled, dataset, context.options);
  const other = { ...dataset, digest: "other", train: trainingExamples(shuffled, dataset) };
  const same = await run(experiment, other, context.options);
  const withoutTime = (rows: typeof history) => rows.map((row) => ({ ...row, seconds: 0 }));
  assertEquals(withoutTime(history), withoutTime(same.history));
  assertEquals([parameters, test], [same.parameters, same.test]);
  const plainly = await run(experiment, dataset, context.options);
  assert(plainly.history.at(-1)!.loss !== history.at(-1)!.loss);
  await assertRejects(
    () => run({ ...experiment, labels: "random" as "shuffled" }, dataset, context.options),
    RangeError,
    'Cannot train: labels must be "shuffled" or absent, received "random"',
  );
});

Deno.test("experimentTitle() names unusual settings", () => {
  assertEquals(experimentTitle(experiment, dataset), "highway 3, Noise, seed 1");
  assertEquals(
    experimentTitle({ ...experiment, labels: "shuffled" }, dataset),
    "highway 3, Noise with shuffled labels, seed 1",
  );
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
