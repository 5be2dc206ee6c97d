/**
 * Listing a thousand runs of 50-layer nets, and reading them in full: `deno bench -A lib/store`.
 * Listing takes about a tenth of the time.
 *
 * @module
 */
import { join } from "node:path";
import { highway } from "../models/network_spec.ts";
import { untrainedRun } from "../testing/stored_runs.ts";
import type { Experiment } from "../train/experiment.ts";
import { runName } from "./run_key.ts";
import { encodeRun } from "./record.ts";
import { listRuns } from "./run_list.ts";
import { RunStore } from "./run_store.ts";
import { writeFolder } from "./atomic_folder.ts";

const folder = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const experiment: Experiment = {
  network: highway({ depth: 50, inputSize: 784, classes: 10 }),
  dataset: "glyphs",
  training: { epochs: 80, batchSize: 128, learningRate: 0.1, momentum: 0.9 },
  seed: 1,
};
const run = untrainedRun(experiment, { digest: "of no data" });
const files = encodeRun(run);
for (let seed = 1; seed <= 1000; seed++) {
  const other = { ...run, experiment: { ...experiment, seed } };
  const config = { "config.json": encodeRun(other)["config.json"] };
  await writeFolder(join(folder, runName(other)), { ...files, ...config });
}
const store = new RunStore(folder);

const group = "1,000 runs";
Deno.bench("listed", { group, n: 5, warmup: 1 }, () => void listRuns(store));
Deno.bench("read in full", { group, n: 2, warmup: 0, baseline: true }, () => {
  listRuns(store, { inFull: true });
});
