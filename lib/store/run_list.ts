import { basename, dirname, join } from "node:path";
import { isRunName, resultsVersion, runName } from "./run_key.ts";
import {
  decodeOutline,
  decodeResultsVersion,
  isFinished,
  outlineFiles,
  type Run,
  type RunOutline,
} from "./record.ts";
import { isLocked } from "./run_lock.ts";
import { foldersIn } from "./list_folder.ts";
import { readRun, type RunStore } from "./run_store.ts";
import { DamageError, readFolder } from "./atomic_folder.ts";
import { lockOf, newestWhole, readCheckpoint, TRAINING } from "./training_folder.ts";

/**
 * State of a stored run: in training, or interrupted; finished, or diverged in its last epoch;
 * damaged; not readable; or of an earlier or later version of results, which is not used.
 */
export type RunState =
  | "training"
  | "interrupted"
  | "finished"
  | "diverged"
  | "damaged"
  | "unreadable"
  | "stale"
  | "later version";

/** A run in a store, finished or not. */
export interface StoredRun {
  readonly name: string;
  /** Its folder. */
  readonly path: string;
  readonly state: RunState;
  /** In a read-only folder. */
  readonly readOnly: boolean;
  /** Absent if it is damaged or nothing was kept yet. */
  readonly outline?: RunOutline;
  /** Description of the damage. */
  readonly reason?: string;
}

/**
 * All runs of a store, sorted by name: the folders with a run's name. Damage of one is described in
 * its `reason` and harms no other.
 *
 * Of the networks' files only the sizes are checked; their digests are when a run is loaded, or
 * `inFull`.
 */
export function listRuns(
  { folder, records }: RunStore,
  { inFull = false }: { inFull?: boolean } = {},
): StoredRun[] {
  const runs: StoredRun[] = [];
  for (const [parent, readOnly] of [[folder, false], [records, true]] as const) {
    if (parent === undefined) continue;
    for (const entry of foldersIn(parent).filter(isRunFolder)) {
      const path = join(parent, entry);
      const found = look(path, inFull);
      runs.push({ name: nameOf(path), path, readOnly, ...found });
    }
  }
  return runs.sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

/** Folders in a store without a run's name: somebody else made them. */
export function foreignFolders({ folder }: RunStore): string[] {
  return foldersIn(folder).filter((name) => !isRunFolder(name)).sort();
}

/**
 * Reads a listed run in full; undefined for a training without checkpoints.
 *
 * @throws {DamageError} If it is damaged.
 */
export function readStored({ path }: Pick<StoredRun, "path">): Run | undefined {
  if (!path.endsWith(TRAINING)) return readRun(dirname(path), basename(path));
  return newestWhole(path, readCheckpoint).newest;
}

/** The result of looking into a folder. */
type Look = Pick<StoredRun, "state" | "outline" | "reason">;

function look(path: string, inFull: boolean): Look {
  try {
    const found = path.endsWith(TRAINING) ? lookIntoTraining(path) : lookInto(path);
    if (inFull && ["finished", "diverged", "interrupted"].includes(found.state)) {
      readStored({ path });
    }
    return found;
  } catch (error) {
    const state = error instanceof DamageError ? "damaged" : "unreadable";
    return { state, reason: (error as Error).message };
  }
}

function lookInto(path: string): Look {
  const found = readOutline(path, basename(path));
  if (found.state) return found;
  const { outline } = found;
  const last = outline.history.at(-1)!;
  if (!isFinished(outline.experiment, last)) {
    throw new DamageError(`it ends after epoch ${last.epoch}`);
  }
  return { state: last.state === "diverged" ? "diverged" : "finished", outline };
}

function lookIntoTraining(path: string): Look {
  const { newest, damaged } = newestWhole(path, (folder) => readOutline(folder, nameOf(path)));
  if (isLocked(lockOf(path))) return { ...newest, state: "training" };
  return !newest && damaged.length > 0
    ? { state: "damaged", reason: damaged.map(({ reason }) => reason).join("; ") }
    : { state: "interrupted", ...newest };
}

/** Reads the outline of a run or checkpoint, of another version if possible. */
function readOutline(
  folder: string,
  name: string,
):
  | { readonly outline: RunOutline; readonly state?: undefined }
  | { readonly outline?: RunOutline; readonly state: "stale" | "later version" } {
  const files = readFolder(folder, outlineFiles);
  if (!files) throw new DamageError("it is gone");
  const version = decodeResultsVersion(files);
  if (version !== resultsVersion) {
    const state = version < resultsVersion ? "stale" : "later version";
    try {
      return { state, outline: decodeOutline(files) };
    } catch {
      return { state };
    }
  }
  const outline = decodeOutline(files);
  if (runName(outline) !== name) throw new DamageError("config.json asks for another run");
  return { outline };
}

/** Name of a run, from its folder. */
function nameOf(path: string): string {
  return basename(path, TRAINING);
}

function isRunFolder(name: string): boolean {
  return isRunName(basename(name, TRAINING));
}
