import { join } from "node:path";
import { generateGlyphs } from "../data/glyphs.ts";
import { createTfjsEngine } from "../engines/tfjs/engine.ts";
import { highway } from "../models/network_spec.ts";
import { assertEquals, assertRejects } from "../testing/assert.ts";
import type { Experiment } from "../train/experiment.ts";
import { runName } from "./run_key.ts";
import { run } from "./run.ts";
import { RunStore } from "./run_store.ts";
import { FrameStore } from "./frame_store.ts";
import { gateFrame, lesionFrame } from "../sections/frames.ts";
import { keepRecords } from "./keep_records.ts";

const glyphs = generateGlyphs(1);
const experiment: Experiment = {
  network: highway({ depth: 3, width: 4, inputSize: 784, classes: 10, gateBias: -1 }),
  dataset: "glyphs",
  images: 20,
  training: { epochs: 1, batchSize: 20, learningRate: 0.1, momentum: 0.9 },
  seed: 1,
};

Deno.test("kept records alone give the same frames, and missing runs are named", async () => {
  const root = await Deno.makeTempDir();
  const engine = await createTfjsEngine("cpu");
  const [runs, records, measured, kept] = ["runs", "records", "measured", "kept"]
    .map((name) => join(root, name));
  const settings = { samples: 10, lesionSamples: 10 };
  const lab = {
    profile: "quick" as const,
    engine,
    datasets: [glyphs],
    settings,
    frames: new FrameStore(measured),
  };
  const trained = await run(experiment, glyphs, {
    engine,
    store: new RunStore(runs),
    onEpoch: () => {},
  });
  const gates = (await gateFrame([trained], lab)).writeParquet();

  await Deno.mkdir(join(measured, `${runName(trained)}-of-an-earlier-training`));
  const keeping = { experiment, dataset: glyphs, engine, parameters: false };
  const missing = { ...keeping, experiment: { ...experiment, seed: 2 } };
  const folders = {
    store: { folder: runs, records },
    frames: { folder: measured, records: kept },
  };
  const result = await keepRecords([keeping, missing], folders);
  assertEquals([result.kept.length, result.missing.length], [1, 1]);
  assertEquals([...Deno.readDirSync(kept)].length, 1);
  await Deno.remove(runs, { recursive: true });
  await Deno.remove(kept, { recursive: true });
  await Deno.mkdir(kept);
  assertEquals(await keepRecords([keeping, missing], folders), result);
  assertEquals([...Deno.readDirSync(kept)].length, 1, "what was measured later in a record");
  await Deno.remove(measured, { recursive: true });
  assertEquals(await keepRecords([keeping, missing], folders), result); // as in a new checkout

  const stored = (await new RunStore(runs, records).load(result.kept[0]))!;
  assertEquals([stored.history, stored.parameters], [trained.history, undefined]);
  const again = { ...lab, frames: new FrameStore(measured, kept) };
  assertEquals((await gateFrame([stored], again)).writeParquet(), gates);
  await assertRejects(
    () => lesionFrame([stored], again),
    Error,
    "Cannot look into highway 3, Glyphs, seed 1: its record was kept without parameters",
  );
  await engine.close();
  await Deno.remove(root, { recursive: true });
});

Deno.test("records are kept with the parameters that are asked for", async () => {
  const root = await Deno.makeTempDir();
  const engine = await createTfjsEngine("cpu");
  const store = new RunStore(join(root, "runs"), join(root, "records"));
  const trained = await run(experiment, glyphs, { engine, store, onEpoch: () => {} });
  const { kept: [name] } = await keepRecords([{
    experiment,
    dataset: glyphs,
    engine,
    parameters: true,
  }], {
    store: { folder: store.folder, records: store.records! },
    frames: { folder: join(root, "none"), records: join(root, "none") },
  });
  await Deno.remove(store.folder, { recursive: true });
  assertEquals((await store.load(name))!.parameters, trained.parameters);

  const anew = await run(experiment, glyphs, {
    engine,
    store,
    freshTag: "today",
    onEpoch: () => {},
  });
  await keepRecords([{ experiment, dataset: glyphs, engine, parameters: false }], {
    store: { folder: store.folder, records: store.records! },
    frames: { folder: join(root, "none"), records: join(root, "none") },
  });
  assertEquals(
    [...Deno.readDirSync(store.records!)].map(({ name }) => name),
    [runName(anew)],
    "the newest run of an experiment replaces others",
  );
  const damaged = { folder: store.records!, records: join(root, "elsewhere") };
  await Deno.remove(join(damaged.folder, runName(anew), "history.parquet"));
  const { problems } = await keepRecords(
    [{ experiment, dataset: glyphs, engine, parameters: true }],
    { store: damaged, frames: { folder: join(root, "none"), records: join(root, "none") } },
  );
  const path = join(damaged.folder, runName(anew));
  assertEquals(problems, [
    `Run "${path}" is damaged and is not used: history.parquet is missing`,
  ]);
  await engine.close();
  await Deno.remove(root, { recursive: true });
});
