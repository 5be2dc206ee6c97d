import { existsSync } from "node:fs";
import { join } from "node:path";
import { isRunName, type RunKey, runName } from "./run_key.ts";
import { CONFIG, decodeRun, decodeRunKey, isFinished, type Run, runFiles } from "./record.ts";
import { RunLock } from "./run_lock.ts";
import { quoted } from "../plain_text.ts";
import {
  DamageError,
  exists,
  MANIFEST,
  readSealed,
  readUnchecked,
  removeFolder,
  removeReplaced,
} from "./atomic_folder.ts";
import {
  isTrainingFile,
  lockOf,
  newestCheckpoint,
  removeTraining,
  TRAINING,
  TrainingFolder,
  type Waiting,
} from "./training_folder.ts";

/** Is told what a user should know of what is stored. */
export type OnNotice = (notice: string) => void;

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

  /**
   * The finished run of that name, or undefined if there is none that is whole and can be read.
   *
   * @throws {Error} If this process has too many files open to find out.
   */
  load(name: string, onNotice: OnNotice = () => {}): Run | undefined {
    for (const folder of this.#folders) {
      try {
        const run = readRun(folder, name);
        if (run) return run;
      } catch (error) {
        const { code, message } = error as Error & { code?: string };
        if (code === "EMFILE" || code === "ENFILE") throw error;
        const state = error instanceof DamageError ? "is damaged" : "cannot be read";
        onNotice(`Run "${join(folder, name)}" ${state} and does not answer: ${message}`);
      }
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
   * Removes what a process left that was killed as it finished a run: checkpoints, of no use where
   * the run answers whatever they could.
   */
  async tidy(name: string, { provenance }: Run): Promise<void> {
    const path = join(this.folder, name + TRAINING);
    try {
      if (await exists(path)) {
        using lock = await RunLock.tryTake(lockOf(path));
        if (!lock) return;
        const { checkpoint } = newestCheckpoint(path);
        const { occasion } = checkpoint?.provenance ?? provenance;
        if (occasion === provenance.occasion) await removeTraining(path, lock);
      }
      await removeReplaced(join(this.folder, name));
    } catch {
      // They do no harm where they cannot be read or removed.
    }
  }

  /** Where a run of that name is trained, once nobody else does. */
  async train(name: string, waiting: Waiting): Promise<TrainingFolder> {
    return await TrainingFolder.open(this.folder, name, waiting);
  }
}

function entriesToRemove(path: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(path)];
  } catch (cause) {
    throw new Error(`Cannot remove ${path}: ${(cause as Error).message}`, { cause });
  }
}

/** Folders in a folder of runs, and links that may lead to some; none if it is not there. */
export function foldersIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)]
      .filter(({ name, isFile }) => !isFile && !name.startsWith("."))
      .map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
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
  const files = readSealed(join(folder, name), runFiles);
  if (!files) return undefined;
  const run = decodeRun(files);
  if (!isFinished(run.experiment, run.history.at(-1))) {
    throw new DamageError(`it ends after epoch ${run.history.length}`);
  }
  if (runName(run) !== name) throw new DamageError("config.json asks for another run");
  return run;
}
