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
import { RunLock } from "./run_lock.ts";
import { foldersIn } from "./list_folder.ts";
import { readRun, type RunStore } from "./run_store.ts";
import { DamageError, readFolder } from "./atomic_folder.ts";
import { lockOf, newestWhole, readCheckpoint, TRAINING } from "./training_folder.ts";

/**
 * What can be said of a stored run: a process trains it, or did and was stopped; it is finished, or
 * diverged in its last epoch; it is not whole; it cannot be read; or it is of an earlier or a later
 * version of results and does not answer.
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

/** A run as it is found in a store, finished or not. */
export interface StoredRun {
  readonly name: string;
  /** Its folder. */
  readonly path: string;
  readonly state: RunState;
  /** In a folder that is only read. */
  readonly readOnly: boolean;
  /** As far as it was kept, where that is whole. */
  readonly outline?: RunOutline;
  /** What is wrong with it, where something is. */
  readonly reason?: string;
}

/**
 * All runs of a store, by name. A folder is a run if it has a run's name; whatever is wrong with one
 * is said of it and harms no other.
 *
 * Networks are not read, of their files only the sizes are compared: that they are what was written
 * is found out where a run is loaded, or `inFull`.
 */
export function listRuns(
  { folder, records }: RunStore,
  { inFull = false }: { inFull?: boolean } = {},
): StoredRun[] {
  const runs: StoredRun[] = [];
  for (const [place, readOnly] of [[folder, false], [records, true]] as const) {
    if (place === undefined) continue;
    for (const entry of foldersIn(place).filter(isRunFolder)) {
      const path = join(place, entry);
      const found = look(path, inFull);
      runs.push({ name: nameOf(path), path, readOnly, ...found });
    }
  }
  return runs.sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

/** Folders in a store that are not runs: somebody else put them there. */
export function foreignFolders({ folder }: RunStore): string[] {
  return foldersIn(folder).filter((name) => !isRunFolder(name)).sort();
}

/**
 * All that is kept of a listed run; undefined where a training has kept nothing yet.
 *
 * @throws {DamageError} If it is not whole.
 */
export function readStored({ path }: Pick<StoredRun, "path">): Run | undefined {
  if (!path.endsWith(TRAINING)) return readRun(dirname(path), basename(path));
  return newestWhole(path, readCheckpoint).newest;
}

type Found = Pick<StoredRun, "state" | "outline" | "reason">;

function look(path: string, inFull: boolean): Found {
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

function lookInto(path: string): Found {
  const found = readOutline(path, basename(path));
  if (found.state) return found;
  const { outline } = found;
  const { last, experiment } = outline;
  if (!isFinished(experiment, last)) throw new DamageError(`it ends after epoch ${last.epoch}`);
  return { state: last.state === "diverged" ? "diverged" : "finished", outline };
}

function lookIntoTraining(path: string): Found {
  const { newest, damaged } = newestWhole(path, (folder) => readOutline(folder, nameOf(path)));
  if (RunLock.isHeld(lockOf(path))) return { ...newest, state: "training" };
  return !newest && damaged.length > 0
    ? { state: "damaged", reason: damaged.map(({ reason }) => reason).join("; ") }
    : { state: "interrupted", ...newest };
}

/** The outline of what is kept in a folder: of this version's, and of another's as far as it can. */
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

/** Of a run, from its folder. */
function nameOf(path: string): string {
  return basename(path, TRAINING);
}

function isRunFolder(name: string): boolean {
  return isRunName(basename(name, TRAINING));
}
