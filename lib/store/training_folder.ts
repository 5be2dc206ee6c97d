import { basename, join } from "node:path";
import { runName } from "./run_key.ts";
import {
  type Checkpoint,
  checkpointFiles,
  decodeCheckpoint,
  encodeCheckpoint,
  encodeRun,
  type Run,
} from "./record.ts";
import { LIVE } from "./live_file.ts";
import { type Holder, RunLock } from "./run_lock.ts";
import { DamageError, readSealed, recover, removeFolder, writeSealed } from "./atomic_folder.ts";

/** How to wait for another process that trains the same run. */
export interface Waiting {
  readonly signal?: AbortSignal;
  /** Called once if there is one; who it is, if that can be said. */
  readonly onWait?: (holder?: Holder) => void;
}

/** What the folder of a run in training is called: this follows the run's name. */
export const TRAINING = ".training";

const LOCK = "lock";

/** Checkpoints that are kept: the newest, and one to fall back to. */
const KEPT = 2;

/** A run in training: its checkpoints, in a folder beside the finished runs, for one process. */
export class TrainingFolder implements AsyncDisposable {
  readonly #lock: RunLock;
  readonly #store: string;
  readonly #name: string;
  #removed = false;

  private constructor(store: string, name: string, lock: RunLock) {
    this.#store = store;
    this.#name = name;
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
    let told = false;
    const waiting = {
      signal,
      onWait(holder?: Holder) {
        if (!told) onWait?.(holder);
        told = true;
      },
    };
    for (;;) {
      let lock: RunLock | undefined;
      try {
        await Deno.mkdir(folder, { recursive: true });
        lock = await RunLock.take(lockOf(folder), waiting);
        if (!lock) continue; // who had it is done and removed the folder
        await recover(join(store, name));
        return new TrainingFolder(store, name, lock);
      } catch (cause) {
        lock?.[Symbol.dispose]();
        signal?.throwIfAborted();
        const reason = (cause as Error).message;
        throw new Error(`Cannot keep runs in "${store}": ${reason}`, { cause });
      }
    }
  }

  get path(): string {
    return join(this.#store, this.#name + TRAINING);
  }

  /** The newest checkpoint that is whole; `onNotice` is told of newer ones that are not. */
  latest(onNotice: (notice: string) => void): Checkpoint | undefined {
    const { checkpoint, damaged } = newestCheckpoint(this.path);
    for (const { path, reason } of damaged) {
      onNotice(`Checkpoint "${path}" is damaged and not used: ${reason}`);
    }
    return checkpoint;
  }

  /** Keeps a checkpoint, then removes older ones, and newer ones: they were damaged. */
  async save(checkpoint: Checkpoint): Promise<void> {
    const { length } = checkpoint.history;
    const path = join(this.path, checkpointName(length));
    await writeSealed(path, encodeCheckpoint(checkpoint), this.path);
    const epochs = checkpointEpochs(this.path);
    const kept = epochs.filter((epoch) => epoch <= length).slice(0, KEPT);
    for (const epoch of epochs.filter((epoch) => !kept.includes(epoch))) {
      await removeFolder(join(this.path, checkpointName(epoch)));
    }
  }

  /** Keeps the finished run and removes its checkpoints. */
  async finish(run: Run): Promise<void> {
    await writeSealed(join(this.#store, this.#name), encodeRun(run), this.path);
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

/** The folder of the checkpoint after an epoch. */
export function checkpointName(epoch: number): string {
  return `epoch-${String(epoch).padStart(6, "0")}`;
}

/** Whether {@linkcode TrainingFolder} makes a file or folder of that name. */
export function isTrainingFile(name: string): boolean {
  return [LOCK, LIVE].includes(name) || name.startsWith(".partial") ||
    name.startsWith(".replaced-") || epochOf(name) !== undefined;
}

/** Epochs after which checkpoints were kept, the newest first; none where there is no folder. */
export function checkpointEpochs(folder: string): number[] {
  let entries: Deno.DirEntry[];
  try {
    entries = [...Deno.readDirSync(folder)];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  return entries.flatMap(({ name }) => epochOf(name) ?? []).sort((a, b) => b - a);
}

function epochOf(name: string): number | undefined {
  const epoch = Number(/^epoch-(\d+)$/.exec(name)?.[1]);
  return checkpointName(epoch) === name ? epoch : undefined;
}

/** The file of the lock that who trains in a folder has. */
export function lockOf(folder: string): string {
  return join(folder, LOCK);
}

/**
 * Removes a folder of checkpoints and gives its lock back. Checkpoints go first: who waits for the
 * lock finds a folder that is gone, or an empty one, which is then its own.
 */
export async function removeTraining(folder: string, lock: RunLock): Promise<void> {
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  for (const name of names.filter((name) => name !== LOCK)) await removeFolder(join(folder, name));
  await Deno.remove(lockOf(folder));
  lock[Symbol.dispose](); // Windows removes a file once nobody has it open
  await Deno.remove(folder).catch(() => {}); // it is another's, with a lock in it
}

/** What a folder of checkpoints has to go on from. */
export interface Newest {
  /** The newest that is whole. */
  readonly checkpoint?: Checkpoint;
  /** Newer ones that are not, and why. */
  readonly damaged: readonly { readonly path: string; readonly reason: string }[];
}

/** Looks for the newest checkpoint of a run in training that is whole. */
export function newestCheckpoint(folder: string): Newest {
  const damaged = [];
  for (const epoch of checkpointEpochs(folder)) {
    try {
      const checkpoint = readCheckpoint(folder, epoch);
      if (runName(checkpoint) !== basename(folder, TRAINING)) {
        throw new DamageError("config.json asks for another run");
      }
      return { checkpoint, damaged };
    } catch (error) {
      if (!(error instanceof DamageError)) throw error;
      damaged.push({ path: join(folder, checkpointName(epoch)), reason: error.message });
    }
  }
  return { damaged };
}

/**
 * The checkpoint after an epoch.
 *
 * @throws {DamageError} If it is not whole, or not of that epoch.
 */
export function readCheckpoint(folder: string, epoch: number): Checkpoint {
  const files = readSealed(join(folder, checkpointName(epoch)), checkpointFiles);
  if (!files) throw new DamageError("it is missing");
  const checkpoint = decodeCheckpoint(files);
  const { length } = checkpoint.history;
  if (length !== epoch) throw new DamageError(`it ends after epoch ${length}`);
  return checkpoint;
}
