import { join } from "node:path";
import type { Dataset } from "../data/dataset.ts";
import type { Engine } from "../engines/engine.ts";
import type { Experiment } from "../train/experiment.ts";
import { runKey, runName } from "./run_key.ts";
import { decodeRun, PARAMETERS, runFiles } from "./record.ts";
import type { RunStore } from "./run_store.ts";
import { type Files, readSealed, removeFolder, writeSealed } from "./atomic_folder.ts";
import { frameFiles, type FrameStore, measurementsOf } from "./frame_store.ts";

/** A run to keep, with the parameters of its network or without: they are most of its size. */
export interface Keeping {
  readonly experiment: Experiment;
  readonly dataset: Dataset;
  /** What it was trained with. */
  readonly engine: Pick<Engine, "family">;
  readonly parameters: boolean;
}

/**
 * Copies runs, and what was measured in them, from where they are trained to the folders of
 * records, from which figures and claims can be drawn again.
 *
 * @returns Names of the runs that are kept, now or from before, and of those that are not trained;
 * what is there and cannot be kept, and why.
 */
export async function keepRecords(
  keepings: readonly Keeping[],
  { store, frames }: {
    store: Required<Pick<RunStore, "folder" | "records">>;
    frames: Required<Pick<FrameStore, "folder" | "records">>;
  },
): Promise<{ kept: string[]; missing: string[]; problems: string[] }> {
  const [kept, missing, problems] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const complain = (path: string, error: unknown) =>
    problems.add(`${path}: ${(error as Error).message}`);
  const measurements = await namesIn(frames.folder);
  for (const { experiment, dataset, engine, parameters } of keepings) {
    const name = runName(runKey(experiment, dataset, engine));
    let prefix: string;
    try {
      const trained = readSealed(join(store.folder, name), runFiles);
      const files = trained ?? readSealed(join(store.records, name), runFiles);
      if (!files) {
        missing.add(name);
        continue;
      }
      prefix = measurementsOf(decodeRun(files));
      const { [PARAMETERS]: _, ...rest } = files;
      if (trained) await copy(parameters ? files : rest, store.records, name);
      kept.add(name);
    } catch (error) {
      complain(join(store.folder, name), error);
      continue;
    }
    for (const measurement of measurements.filter((other) => other.startsWith(prefix))) {
      try {
        const measured = readSealed(join(frames.folder, measurement), frameFiles);
        if (measured) await copy(measured, frames.records, measurement);
      } catch (error) {
        complain(join(frames.folder, measurement), error);
      }
    }
  }
  return { kept: [...kept], missing: [...missing], problems: [...problems] };
}

async function copy(files: Files, folder: string, name: string): Promise<void> {
  const scratch = join(folder, ".scratch");
  await Deno.mkdir(scratch, { recursive: true });
  try {
    await writeSealed(join(folder, name), files, scratch);
  } finally {
    await removeFolder(scratch);
  }
}

async function namesIn(folder: string): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)
    .catch((error) => {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    });
  return names.filter((name) => !name.startsWith("."));
}
