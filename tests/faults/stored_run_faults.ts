/**
 * Damaged runs and checkpoints: refused by the name of the file, or read as if nothing had happened
 * because nothing of what they hold is other than it was.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { join } from "node:path";
import pl from "nodejs-polars";
import { checkParameters, type Parameters } from "../../lib/models/parameters.ts";
import { decodeSafetensors, encodeSafetensors } from "../../lib/models/safetensors.ts";
import { assert, assertEquals, assertStringIncludes } from "../../lib/testing/assert.ts";
import { decodeRun, runFiles } from "../../lib/store/record.ts";
import { RunStore } from "../../lib/store/run_store.ts";
import { type Files, readFolder, writeFolder } from "../../lib/store/atomic_folder.ts";
import { readCheckpoint, TrainingFolder } from "../../lib/store/training_folder.ts";
import { testFaults, times } from "./_faults.ts";
import { bitFlips, type Mutation, truncations } from "./_mutations.ts";
import { Trial } from "./_training.ts";

/** Every mutation of a file, which is put back afterwards. */
async function* damage(folder: string, seed: number): AsyncGenerator<Mutation & { file: string }> {
  for await (const { name: file } of Deno.readDir(folder)) {
    const path = join(folder, file);
    const bytes = await Deno.readFile(path);
    const mutations = [
      ...bitFlips(bytes, { count: times(500), seed }),
      ...truncations(bytes, 8),
      { name: "longer by a byte", bytes: new Uint8Array([...bytes, 0]) },
    ];
    for (const mutation of mutations) {
      await Deno.writeFile(path, mutation.bytes);
      yield { ...mutation, file, name: `${file}: ${mutation.name}` };
    }
    await Deno.writeFile(path, bytes);
  }
}

testFaults("Bit flips and truncations of a finished run's files", async (attempt) => {
  await using trial = await Trial.begin();
  await trial.train();
  const folder = join(trial.store, trial.name);
  const store = new RunStore(trial.store);
  for await (const { name, file } of damage(folder, 1)) {
    await attempt(name, async () => {
      const notices: string[] = [];
      const run = await store.load(trial.name, (notice) => notices.push(notice));
      if (run) return trial.assertExpected(run);
      assertEquals(notices.length, 1);
      assertStringIncludes(notices[0], `Run "${folder}" is damaged and is not used: ${file}`);
    });
  }
});

testFaults("Bit flips and truncations of a checkpoint's files", async (attempt) => {
  await using trial = await Trial.begin();
  await trial.interrupt(7);
  const last = readCheckpoint(trial.checkpoint(7));
  const previous = readCheckpoint(trial.checkpoint(6));
  const folder = trial.checkpoint(7);
  for await (const { name, file } of damage(folder, 2)) {
    await attempt(name, async () => {
      const notices: string[] = [];
      await using training = await TrainingFolder.open(trial.store, trial.name, {});
      const checkpoint = await training.latest((notice) => notices.push(notice));
      if (notices.length === 0) return assertEquals(checkpoint, last);
      assertStringIncludes(notices[0], `"${folder}" is damaged and not used: ${file}`);
      assertEquals(checkpoint, previous);
    });
  }
});

testFaults("Bit flips in a safetensors header, without a manifest", async (attempt) => {
  await using trial = await Trial.begin();
  const { experiment, parameters } = await trial.train();
  const bytes = encodeSafetensors(parameters!);
  const header = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
  for (const mutation of bitFlips(bytes, { count: times(500), seed: 3, within: header })) {
    await attempt(mutation.name, () => {
      let read: Parameters;
      try {
        read = decodeSafetensors(mutation.bytes, "x.safetensors");
        checkParameters(experiment.network, read);
      } catch (error) {
        assert(error instanceof SyntaxError || error instanceof RangeError, `${error}`);
        return;
      }
      assertEquals(read, parameters);
    });
  }
});

/** Headers that lie about the 24 bytes of values that follow them, with how the lie is called. */
const forgedHeaders: readonly [string, string][] = [
  ["offsets that overlap", entries({ b: [4, 12] })],
  ["offsets that leave a gap", entries({ b: [12, 20] })],
  ["reversed offsets", entries({ a: [8, 0] })],
  ["negative offsets", entries({ a: [-8, 0] })],
  ["offsets beyond the file", entries({ c: [16, 2 ** 40] })],
  ["an offset of 2^53", entries({ c: [16, 2 ** 53] })],
  ["an offset that is no integer", entries({ a: [0, 7.5] })],
  ["a shape whose product overflows", entries({}, { a: [2 ** 52, 2 ** 52] })],
  ["a shape whose product is 0 in 64 bits", entries({}, { a: [2 ** 32, 2 ** 32] })],
  ["a negative shape", entries({}, { a: [-1, -2] })],
  ["a shape too large for its bytes", entries({}, { a: [3] })],
  ["another dtype", entries({}).replace("F32", "F16")],
  ["an entry that is there twice", `{"a":{},${entries({}).slice(1)}`],
  ["an entry that is no object", `{"a":null}`],
  ["no object", "[]"],
  ["no JSON", "{"],
];

/** A header of three vectors of two, but for what is given. */
function entries(
  offsets: Record<string, number[]>,
  shapes: Record<string, number[]> = {},
): string {
  const place = { a: [0, 8], b: [8, 16], c: [16, 24], ...offsets };
  return JSON.stringify(Object.fromEntries(
    Object.entries(place).map((
      [name, data_offsets],
    ) => [name, { dtype: "F32", shape: shapes[name] ?? [2], data_offsets }]),
  ));
}

/** Records that ask for more than there can be, and what is said of them. */
function forgedRecords(files: Files): [name: string, changed: Files, message: string][] {
  const key = JSON.parse(new TextDecoder().decode(files["config.json"]));
  const { experiment } = key;
  const asking = (change: object) => ({
    "config.json": new TextEncoder().encode(
      JSON.stringify({ ...key, experiment: { ...experiment, ...change } }),
    ),
  });
  const network = (change: object) => asking({ network: { ...experiment.network, ...change } });
  const training = (change: object) => asking({ training: { ...experiment.training, ...change } });
  const rows = pl.readParquet(Buffer.from(files["history.parquet"]));
  const million = Array.from({ length: 15 }).reduce<pl.DataFrame>(
    (rows) => rows.vstack(rows),
    rows,
  );
  const many = { "history.parquet": million.writeParquet({ compression: "zstd" }) };
  const cannot = "config.json cannot be read: Cannot";
  return [
    ["a depth of 10^9", network({ depth: 1e9 }), `${cannot} specify a network: depth must be at`],
    ["10^5 layers of width 10^6", network({ depth: 1e5, width: 1e6 }), `${cannot} specify a net`],
    ["a width of half a unit", network({ width: 0.5 }), `${cannot} specify a network: width must`],
    ["no network", asking({ network: null }), "config.json cannot be read: "],
    ["another architecture", network({ architecture: "deep" }), `${cannot} specify a network: its`],
    ["10^9 epochs", training({ epochs: 1e9 }), `${cannot} train: epochs must be at most 100000`],
    ["a data set of no name", asking({ dataset: "\x1b[2J" }), `${cannot} train: the data set must`],
    ["a million epochs of 30", many, "history.parquet cannot be read: Cannot read Parquet: expe"],
    ["a config.json of 2 MiB", { "config.json": new Uint8Array(2 ** 21) }, "config.json has 20971"],
    ["no sessions", { "provenance.json": new TextEncoder().encode("{}") }, "provenance.json cann"],
  ];
}

function forge(header: string, length = BigInt(header.length)): Uint8Array {
  const bytes = new Uint8Array([...new Uint8Array(8), ...new TextEncoder().encode(header)]);
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  return new Uint8Array([...bytes, ...new Uint8Array(24)]);
}

testFaults("Forged records, with a digest that fits", async (attempt) => {
  await using trial = await Trial.begin();
  await trial.train();
  assertEquals(Object.keys(decodeSafetensors(forge(entries({})), "x")), ["a", "b", "c"]);
  const forged = forgedHeaders.map(([name, header]): [string, Uint8Array] => [name, forge(header)]);
  for (const length of [2n ** 53n, 2n ** 63n, 2n ** 64n - 1n, 0n, 100_000_001n]) {
    forged.push([`a header of ${length} bytes`, forge(entries({}), length)]);
  }
  const folder = join(trial.store, trial.name);
  const files = readFolder(folder, runFiles)!;
  const store = new RunStore(trial.store);
  const seal = (changed: Files) => writeFolder(folder, { ...files, ...changed });
  for (const [name, bytes] of forged) {
    await seal({ "parameters.safetensors": bytes });
    await attempt(name, async () => {
      const notices: string[] = [];
      assertEquals(await store.load(trial.name, (notice) => notices.push(notice)), undefined);
      assertStringIncludes(notices[0], 'Cannot parse "parameters.safetensors" as safetensors: ');
    });
  }
  for (const [name, changed, message] of forgedRecords(files)) {
    await seal(changed);
    await attempt(name, async () => {
      const notices: string[] = [];
      assertEquals(await store.load(trial.name, (notice) => notices.push(notice)), undefined);
      assertStringIncludes(
        notices[0],
        `Run "${folder}" is damaged and is not used: ${message}`,
      );
    });
  }
  await attempt("parameters of another network", async () => {
    await seal({ "parameters.safetensors": forge(entries({})) });
    const notices: string[] = [];
    assertEquals(await store.load(trial.name, (notice) => notices.push(notice)), undefined);
    assertStringIncludes(
      notices[0],
      "parameters.safetensors cannot be read: Cannot use parameters",
    );
  });
  await attempt("a run that stops before its last epoch", async () => {
    await trial.clear();
    await trial.interrupt(7);
    await Deno.rename(trial.checkpoint(7), folder);
    assertEquals(decodeRun(readFolder(folder, runFiles)!).history.length, 7);
    const notices: string[] = [];
    assertEquals(await store.load(trial.name, (notice) => notices.push(notice)), undefined);
    assertStringIncludes(notices[0], "it ends after epoch 7");
  });
});
