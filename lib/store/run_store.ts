import { existsSync } from "node:fs";
import { join } from "node:path";
import { quoted } from "../plain_text.ts";
import { DamageError, MANIFEST, readFolder, readUnchecked, removeFolder } from "./atomic_folder.ts";
import { foldersIn, listFolder } from "./list_folder.ts";
import { CONFIG, decodeRun, decodeRunKey, isFinished, type Run, runFiles } from "./record.ts";
import { isRunName, type RunKey, runName, untaggedName } from "./run_key.ts";
import { isLocked, tryLock } from "./run_lock.ts";
import {
  isTrainingFile,
  lockOf,
  removeTraining,
  TRAINING,
  TrainingFolder,
  type Waiting,
} from "./training_folder.ts";

/** Receives warnings about stored runs. */
export type OnNotice = (notice: string) => void;

/** A run and its folder. */
export interface FoundRun {
  readonly run: Run;
  readonly path: string;
}

/** Finished runs by name, each in a folder of its own, and those in training beside them. */
export class RunStore {
  readonly #folders: readonly string[];

  /**
   * @param folder For trained runs; made when needed.
   * @param records A second, read-only folder of runs, read after the first.
   */
  constructor(readonly folder: string, readonly records?: string) {
    this.#folders = [folder, ...(records ? [records] : [])];
  }

  /** The run of {@linkcode find}. */
  load(name: string, onNotice?: OnNotice): Run | undefined {
    return this.find(name, onNotice)?.run;
  }

  /**
   * The finished run of that name, or for a name without a tag the newest of those with any tag;
   * undefined if there is none, or all are damaged or cannot be read.
   *
   * @throws {Error} If this process has too many open files.
   */
  find(name: string, onNotice: OnNotice = () => {}): FoundRun | undefined {
    for (const folder of this.#folders) {
      const found = orNotice(join(folder, name), onNotice, () => namesLike(folder, name))
        ?.flatMap((entry) => {
          const path = join(folder, entry);
          const run = orNotice(path, onNotice, () => readRun(folder, entry));
          return run ? [{ run, path }] : [];
        })
        .sort((a, b) => ended(a) < ended(b) ? 1 : -1);
      if (found?.[0]) return found[0];
    }
  }

  /** Names of the finished runs, damaged ones too. */
  names(): string[] {
    const names = this.#folders.flatMap((folder) => foldersIn(folder).filter(isRunName));
    return [...new Set(names)].sort();
  }

  /**
   * The key of the run of that name, unchecked: loading thousands of runs takes minutes.
   *
   * @throws {DamageError} If it is invalid.
   * @throws {Error} If it cannot be read.
   */
  key(name: string): RunKey {
    const folder = this.#folders.find((folder) => existsSync(join(folder, name))) ?? this.folder;
    const limit = runFiles[CONFIG];
    return decodeRunKey({ [CONFIG]: readUnchecked(join(folder, name), CONFIG, limit) });
  }

  /**
   * Removes a run, finished or in training; of a symbolic link only the link.
   *
   * @throws {Error} If a process trains it, or it holds a foreign file.
   */
  async remove({ name, path }: { readonly name: string; readonly path: string }): Promise<void> {
    if (Deno.lstatSync(path).isSymlink) return await Deno.remove(path);
    const isFinished = path === join(this.folder, name);
    const isOurs = isFinished ? isRunFile : isTrainingFile;
    const foreign = entriesToRemove(path).find(({ name }) => !isOurs(name));
    if (foreign) {
      throw new Error(
        `Cannot remove ${path}: it holds ${quoted(foreign.name)}, which belongs to no run`,
      );
    }
    if (isFinished) return await removeFolder(path);
    using lock = await tryLock(lockOf(path));
    if (!lock) throw new Error(`Cannot remove ${path}: a process is training it`);
    await removeTraining(path, lock);
  }

  /** Whether a process trains the run of that name. */
  isTraining(name: string): boolean {
    return isLocked(lockOf(join(this.folder, name + TRAINING)));
  }

  /**
   * Removes the checkpoints of a finished run, which remain if a process is killed after it has stored
   * the run. Failures are ignored: they do no harm.
   */
  async removeCheckpoints(name: string): Promise<void> {
    const path = join(this.folder, name + TRAINING);
    if (!existsSync(path)) return;
    try {
      using lock = await tryLock(lockOf(path));
      if (lock) await removeTraining(path, lock);
    } catch {
      // The folder is gone or cannot be written.
    }
  }

  /** The folder to train a run of that name in, once no other process trains it. */
  async train(name: string, waiting: Waiting): Promise<TrainingFolder> {
    return await TrainingFolder.open(this.folder, name, waiting);
  }
}

function entriesToRemove(path: string): Deno.DirEntry[] {
  try {
    return listFolder(path);
  } catch (cause) {
    throw new Error(`Cannot remove ${path}: ${(cause as Error).message}`, { cause });
  }
}

/** Names of runs in a folder that are this one, with or without a tag. */
function namesLike(folder: string, name: string): string[] {
  return foldersIn(folder).filter((entry) => entry === name || untaggedName(entry) === name);
}

/** The time of its training's end, as text that sorts. */
function ended({ run }: FoundRun): string {
  return run.provenance.sessions.at(-1)?.ended ?? "";
}

/** Calls `read`; warns and returns undefined if the run is damaged or cannot be read. */
function orNotice<Read>(path: string, onNotice: OnNotice, read: () => Read): Read | undefined {
  try {
    return read();
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (code === "EMFILE" || code === "ENFILE") throw error;
    const state = error instanceof DamageError ? "is damaged" : "cannot be read";
    onNotice(`Run "${path}" ${state} and is not used: ${message}`);
  }
}

function isRunFile(name: string): boolean {
  return name === MANIFEST || Object.hasOwn(runFiles, name);
}

/**
 * A finished run, or undefined if there is no such folder.
 *
 * @throws {DamageError} If it is damaged, not finished or does not fit its name.
 */
export function readRun(folder: string, name: string): Run | undefined {
  const files = readFolder(join(folder, name), runFiles);
  if (!files) return undefined;
  const run = decodeRun(files);
  if (!isFinished(run.experiment, run.history.at(-1))) {
    throw new DamageError(`it ends after epoch ${run.history.length}`);
  }
  if (runName(run) !== name) throw new DamageError("config.json asks for another run");
  return run;
}
