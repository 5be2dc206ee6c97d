import { existsSync } from "node:fs";
import { join } from "node:path";
import { quoted } from "../plain_text.ts";
import { DamageError, MANIFEST, readFolder, readUnchecked, removeFolder } from "./atomic_folder.ts";
import { foldersIn, listFolder } from "./list_folder.ts";
import { CONFIG, decodeRun, decodeRunKey, isFinished, type Run, runFiles } from "./record.ts";
import { isRunName, type RunKey, runName, untaggedName } from "./run_key.ts";
import { RunLock } from "./run_lock.ts";
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
   * @param folder For what is trained; it need not be there yet.
   * @param records A second folder of runs that is only read, and after the first.
   */
  constructor(readonly folder: string, readonly records?: string) {
    this.#folders = [folder, ...(records ? [records] : [])];
  }

  /** The run that {@linkcode find} finds. */
  load(name: string, onNotice?: OnNotice): Run | undefined {
    return this.find(name, onNotice)?.run;
  }

  /**
   * The finished run of that name, or if that has no tag the newest of those that have one too;
   * undefined if there is none that is whole and can be read.
   *
   * @throws {Error} If this process has too many files open to find out.
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

  /** Names of the finished runs, whole or not. */
  names(): string[] {
    const names = this.#folders.flatMap((folder) => foldersIn(folder).filter(isRunName));
    return [...new Set(names)].sort();
  }

  /**
   * The key of the run of that name, as it is written there: to load thousands of runs takes
   * minutes.
   *
   * @throws {DamageError} If it cannot be understood.
   * @throws {Error} If it cannot be read.
   */
  key(name: string): RunKey {
    const folder = this.#folders.find((folder) => existsSync(join(folder, name))) ?? this.folder;
    const limit = runFiles[CONFIG];
    return decodeRunKey({ [CONFIG]: readUnchecked(join(folder, name), CONFIG, limit) });
  }

  /**
   * Removes a run, finished or in training; of a link the link alone.
   *
   * @throws {Error} If a process trains it, or somebody put something else there.
   */
  async remove({ name, path }: { readonly name: string; readonly path: string }): Promise<void> {
    if (Deno.lstatSync(path).isSymlink) return await Deno.remove(path);
    const isFinished = path === join(this.folder, name);
    const isOurs = isFinished ? isRunFile : isTrainingFile;
    const foreign = entriesToRemove(path).find(({ name }) => !isOurs(name));
    if (foreign) {
      throw new Error(`Cannot remove ${path}: it holds ${quoted(foreign.name)}, which no run has`);
    }
    if (isFinished) return await removeFolder(path);
    using lock = await RunLock.tryTake(lockOf(path));
    if (!lock) throw new Error(`Cannot remove ${path}: a process is training it`);
    await removeTraining(path, lock);
  }

  /** Whether a process trains, or looks into, the run of that name. */
  isTraining(name: string): boolean {
    return RunLock.isHeld(lockOf(join(this.folder, name + TRAINING)));
  }

  /**
   * Removes the checkpoints of a finished run, which a process leaves that is killed once it has
   * stored the run; where they cannot be removed they do no harm.
   */
  async removeCheckpoints(name: string): Promise<void> {
    const path = join(this.folder, name + TRAINING);
    if (!existsSync(path)) return;
    try {
      using lock = await RunLock.tryTake(lockOf(path));
      if (lock) await removeTraining(path, lock);
    } catch {
      // The folder is gone or cannot be written.
    }
  }

  /** Where a run of that name is trained, once nobody else does. */
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

/** Names of runs in a folder that are this one, or this one with a tag. */
function namesLike(folder: string, name: string): string[] {
  return foldersIn(folder).filter((entry) => entry === name || untaggedName(entry) === name);
}

/** When its training ended, as text that sorts. */
function ended({ run }: FoundRun): string {
  return run.provenance.sessions.at(-1)?.ended ?? "";
}

/** What `read` gives, or undefined and a warning if that is damaged or cannot be read. */
function orNotice<Read>(path: string, onNotice: OnNotice, read: () => Read): Read | undefined {
  try {
    return read();
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (code === "EMFILE" || code === "ENFILE") throw error;
    const state = error instanceof DamageError ? "is damaged" : "cannot be read";
    onNotice(`Run "${path}" ${state} and does not answer: ${message}`);
  }
}

function isRunFile(name: string): boolean {
  return name === MANIFEST || Object.hasOwn(runFiles, name);
}

/**
 * A finished run, or undefined if there is no such folder.
 *
 * @throws {DamageError} If it is not whole, not finished or not what its name says.
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
