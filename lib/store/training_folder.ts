import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DamageError, readFolder, removeFolder, writeFolder } from "./atomic_folder.ts";
import { LIVE } from "./live_file.ts";
import { listFolder } from "./list_folder.ts";
import {
  type Checkpoint,
  checkpointFiles,
  decodeCheckpoint,
  encodeCheckpoint,
  encodeRun,
  type Run,
} from "./record.ts";
import { runName } from "./run_key.ts";
import { type Holder, readHolder, tryLock } from "./run_lock.ts";

/** Suffix of the folder of a run in training. */
export const TRAINING = ".training";

const LOCK = "lock";
const PARTIAL = ".partial";

/** Checkpoints that are kept: the newest, and one to fall back to. */
const KEPT = 2;

/** Interval between attempts to take another process's lock, in milliseconds. */
const POLL = 200;

/** How to wait for another process that trains the same run. */
export interface Waiting {
  readonly signal?: AbortSignal;
  /** Called once if there is one, with its process if that can be read. */
  readonly onWait?: (holder?: Holder) => void;
}

/** A run in training: its checkpoints, in a folder beside the finished runs, for one process. */
export class TrainingFolder implements AsyncDisposable {
  readonly path: string;
  readonly #finished: string;
  readonly #lock: Disposable;
  #removed = false;

  private constructor(store: string, name: string, lock: Disposable) {
    this.path = join(store, name + TRAINING);
    this.#finished = join(store, name);
    this.#lock = lock;
  }

  /**
   * Waits until no other process trains this run.
   *
   * @throws {Error} If the folder cannot be written.
   * @throws The signal's reason, if it is aborted.
   */
  static async open(
    store: string,
    name: string,
    { signal, onWait }: Waiting,
  ): Promise<TrainingFolder> {
    const folder = join(store, name + TRAINING);
    try {
      for (let attempt = 1;; attempt++) {
        await Deno.mkdir(folder, { recursive: true }); // another process may have removed it
        const lock = await tryLock(lockOf(folder));
        if (lock) return new TrainingFolder(store, name, lock);
        // At the first attempt the holder's name may not be written yet.
        if (attempt === 2) onWait?.(await readHolder(lockOf(folder)));
        await sleep(POLL, undefined, { signal });
      }
    } catch (cause) {
      signal?.throwIfAborted();
      throw new Error(`Cannot keep runs in "${store}": ${(cause as Error).message}`, { cause });
    }
  }

  /** The newest undamaged checkpoint; `onNotice` receives warnings about newer ones. */
  latest(onNotice: (notice: string) => void): Checkpoint | undefined {
    const { newest, damaged } = newestWhole(this.path, readCheckpoint);
    for (const { path, reason } of damaged) {
      onNotice(`Checkpoint "${path}" is damaged and not used: ${reason}`);
    }
    return newest;
  }

  /** Keeps a checkpoint, then removes older ones, and damaged newer ones. */
  async save(checkpoint: Checkpoint): Promise<void> {
    const { length } = checkpoint.history;
    const folder = join(this.path, checkpointName(length));
    await writeFolder(folder, encodeCheckpoint(checkpoint), join(this.path, PARTIAL));
    const epochs = checkpointEpochs(this.path);
    const kept = epochs.filter((epoch) => epoch <= length).slice(0, KEPT);
    for (const epoch of epochs.filter((epoch) => !kept.includes(epoch))) {
      await removeFolder(join(this.path, checkpointName(epoch)));
    }
  }

  /** Keeps the finished run and removes its checkpoints. */
  async finish(run: Run): Promise<void> {
    await writeFolder(this.#finished, encodeRun(run), join(this.path, PARTIAL));
    await this.#remove();
  }

  /** Lets others train this run. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      if (this.#removed) return; // another process may have made the next
      if (checkpointEpochs(this.path).length === 0) await this.#remove();
    } finally {
      this.#lock[Symbol.dispose]();
    }
  }

  async #remove(): Promise<void> {
    this.#removed = true;
    await removeTraining(this.path, this.#lock);
  }
}

function checkpointName(epoch: number): string {
  return `epoch-${String(epoch).padStart(6, "0")}`;
}

/** Whether a file or folder of that name belongs to a {@linkcode TrainingFolder}. */
export function isTrainingFile(name: string): boolean {
  return [LOCK, LIVE, PARTIAL].includes(name) || epochOf(name) !== undefined;
}

/** Epochs of the checkpoints, the newest first. */
function checkpointEpochs(folder: string): number[] {
  return listFolder(folder).flatMap(({ name }) => epochOf(name) ?? []).sort((a, b) => b - a);
}

function epochOf(name: string): number | undefined {
  const epoch = Number(/^epoch-(\d+)$/.exec(name)?.[1]);
  return checkpointName(epoch) === name ? epoch : undefined;
}

/** The lock of a folder, held by the process that trains in it. */
export function lockOf(folder: string): string {
  return join(folder, LOCK);
}

/**
 * Removes a folder of checkpoints and releases its lock. Checkpoints go first, so that a process that
 * waits for the lock finds no folder, or an empty one.
 */
export async function removeTraining(folder: string, lock: Disposable): Promise<void> {
  for (const { name } of listFolder(folder)) {
    if (name !== LOCK) await removeFolder(join(folder, name));
  }
  await Deno.remove(lockOf(folder));
  lock[Symbol.dispose](); // Windows removes a file once it is closed
  await Deno.remove(folder).catch(() => {}); // another process has locked it
}

/** The newest undamaged checkpoint of a training, and newer damaged ones. */
interface Newest<Kept> {
  readonly newest?: Kept;
  readonly damaged: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Finds the newest undamaged checkpoint.
 *
 * @param read Reads one, and throws a {@linkcode DamageError} if it is damaged.
 */
export function newestWhole<Kept>(
  folder: string,
  read: (path: string) => Kept,
): Newest<Kept> {
  const damaged = [];
  for (const epoch of checkpointEpochs(folder)) {
    const path = join(folder, checkpointName(epoch));
    try {
      return { newest: read(path), damaged };
    } catch (error) {
      if (!(error instanceof DamageError)) throw error;
      damaged.push({ path, reason: error.message });
    }
  }
  return { damaged };
}

/**
 * Reads a checkpoint from its folder.
 *
 * @throws {DamageError} If it is damaged, or not of its folder's epoch and run.
 */
export function readCheckpoint(path: string): Checkpoint {
  const files = readFolder(path, checkpointFiles);
  if (!files) throw new DamageError("it is missing");
  const checkpoint = decodeCheckpoint(files);
  const { length } = checkpoint.history;
  if (checkpointName(length) !== basename(path)) {
    throw new DamageError(`it ends after epoch ${length}`);
  }
  if (runName(checkpoint) !== basename(dirname(path), TRAINING)) {
    throw new DamageError("config.json asks for another run");
  }
  return checkpoint;
}
