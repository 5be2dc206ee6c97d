import { basename, dirname, join } from "node:path";
import type { Dataset } from "../data/dataset.ts";
import type { Engine } from "../engines/engine.ts";
import type { Experiment } from "../train/experiment.ts";
import { readFolder, removeFolder, writeFolder } from "./atomic_folder.ts";
import { frameFiles, type FrameStore, measurementsOf } from "./frame_store.ts";
import { foldersIn } from "./list_folder.ts";
import { PARAMETERS, runFiles } from "./record.ts";
import { runKey, runName, untaggedName } from "./run_key.ts";
import { RunStore } from "./run_store.ts";

/** A run to keep. */
export interface Keeping {
  readonly experiment: Experiment;
  readonly dataset: Dataset;
  readonly engine: Pick<Engine, "family">;
  /** Whether to keep the network too, which is most of a run's size. */
  readonly parameters: boolean;
}

/**
 * Copies runs and their measurements to the folders of records, from which figures and claims can be
 * drawn again. Of an experiment that was trained several times the newest run is kept, and replaces
 * others in the records.
 *
 * @returns Names of the kept runs, copied now or earlier, and of missing runs; messages about runs
 * and measurements that cannot be kept.
 */
export async function keepRecords(
  keepings: readonly Keeping[],
  { store, frames }: {
    store: Required<Pick<RunStore, "folder" | "records">>;
    frames: Required<Pick<FrameStore, "folder" | "records">>;
  },
): Promise<{ kept: string[]; missing: string[]; problems: string[] }> {
  const [kept, missing, problems] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const runs = new RunStore(store.folder, store.records);
  const measurements = foldersIn(frames.folder);
  for (const { experiment, dataset, engine, parameters } of keepings) {
    const name = runName(runKey(experiment, dataset, engine));
    const notices: string[] = [];
    const found = runs.find(name, (notice) => notices.push(notice));
    notices.forEach((notice) => problems.add(notice));
    if (!found) {
      if (notices.length === 0) missing.add(name);
      continue;
    }
    const { run, path } = found;
    const named = basename(path);
    try {
      if (dirname(path) !== store.records) {
        const files = readFolder(path, runFiles)!;
        const { [PARAMETERS]: _, ...rest } = files;
        await writeFolder(join(store.records, named), parameters ? files : rest);
        const others = foldersIn(store.records)
          .filter((other) => other !== named && untaggedName(other) === name);
        for (const other of others) await removeFolder(join(store.records, other));
      }
      kept.add(named);
    } catch (error) {
      problems.add(`${path}: ${(error as Error).message}`);
      continue;
    }
    const prefix = measurementsOf(run);
    for (const measurement of measurements.filter((other) => other.startsWith(prefix))) {
      try {
        const measured = readFolder(join(frames.folder, measurement), frameFiles);
        if (measured) await writeFolder(join(frames.records, measurement), measured);
      } catch (error) {
        problems.add(`${join(frames.folder, measurement)}: ${(error as Error).message}`);
      }
    }
  }
  return { kept: [...kept], missing: [...missing], problems: [...problems] };
}
