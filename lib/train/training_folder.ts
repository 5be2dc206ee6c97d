import { join } from "node:path";
import {
  type Checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
  encodeRun,
  type Run,
} from "./record.ts";
import { type Holder, RunLock } from "./run_lock.ts";
import { DamageError, readSealed, recover, removeFolder, writeSealed } from "./sealed_folder.ts";

/** How to wait for another process that trains the same run. */
export interface Waiting {
  readonly signal?: AbortSignal;
  /** Called once if there is one; who it is, if that can be said. */
  readonly onWait?: (holder?: Holder) => void;
}

/** What the folder of a run in training is called: this follows the run's name. */
export const TRAINING = ".training";

/** Checkpoints that are kept: the newest, and one to fall back to. */
const KEPT = 2;

/** A run in training: its checkpoints, in a folder beside the finished runs, for one process. */
export class TrainingFolder implements AsyncDisposable {
  readonly #lock: RunLock;
  readonly #store: string;
  readonly #name: string;

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
  static async open(store: string, name: string, waiting: Waiting): Promise<TrainingFolder> {
    const folder = join(store, name + TRAINING);
    for (;;) {
      try {
        await Deno.mkdir(folder, { recursive: true });
        const lock = await RunLock.take(join(folder, "lock"), waiting);
        const opened = new TrainingFolder(store, name, lock);
        await recover(join(store, name), folder);
        return opened;
      } catch (cause) {
        if (cause instanceof Deno.errors.NotFound) continue; // who had it is done and removed it
        waiting.signal?.throwIfAborted();
        const reason = (cause as Error).message;
        throw new Error(`Cannot keep runs in "${store}": ${reason}`, { cause });
      }
    }
  }

  get #folder(): string {
    return join(this.#store, this.#name + TRAINING);
  }

  /** The newest checkpoint that is whole; `onNotice` is told of newer ones that are not. */
  async latest(onNotice: (notice: string) => void): Promise<Checkpoint | undefined> {
    for (const epoch of await checkpointEpochs(this.#folder)) {
      const path = join(this.#folder, checkpointName(epoch));
      try {
        return await readCheckpoint(this.#folder, epoch);
      } catch (error) {
        if (!(error instanceof DamageError)) throw error;
        onNotice(`Checkpoint "${path}" is damaged and not used: ${error.message}`);
      }
    }
  }

  /** Keeps a checkpoint, then removes older ones, and newer ones: they were damaged. */
  async save(checkpoint: Checkpoint): Promise<void> {
    const { length } = checkpoint.history;
    const path = join(this.#folder, checkpointName(length));
    await writeSealed(path, encodeCheckpoint(checkpoint), this.#folder);
    const epochs = await checkpointEpochs(this.#folder);
    const kept = epochs.filter((epoch) => epoch <= length).slice(0, KEPT);
    for (const epoch of epochs.filter((epoch) => !kept.includes(epoch))) {
      await removeFolder(join(this.#folder, checkpointName(epoch)));
    }
  }

  /** Keeps the finished run and removes its checkpoints. */
  async finish(run: Run): Promise<void> {
    await writeSealed(join(this.#store, this.#name), encodeRun(run), this.#folder);
    await this.clear();
  }

  /** Removes all checkpoints. */
  async clear(): Promise<void> {
    for (const epoch of await checkpointEpochs(this.#folder)) {
      await removeFolder(join(this.#folder, checkpointName(epoch)));
    }
  }

  /** Lets others train this run. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      const epochs = await checkpointEpochs(this.#folder);
      if (epochs.length === 0) await removeFolder(this.#folder);
    } finally {
      this.#lock[Symbol.dispose]();
    }
  }
}

function checkpointName(epoch: number): string {
  return `epoch-${String(epoch).padStart(6, "0")}`;
}

/** Epochs after which checkpoints were kept, the newest first. */
export async function checkpointEpochs(folder: string): Promise<number[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  return entries.flatMap((name) => {
    const epoch = Number(/^epoch-(\d+)$/.exec(name)?.[1]);
    return checkpointName(epoch) === name ? [epoch] : [];
  }).sort((a, b) => b - a);
}

/**
 * The checkpoint after an epoch.
 *
 * @throws {DamageError} If it is not whole, or not of that epoch.
 */
export async function readCheckpoint(folder: string, epoch: number): Promise<Checkpoint> {
  const files = await readSealed(join(folder, checkpointName(epoch)));
  if (!files) throw new DamageError("it is missing");
  const checkpoint = decodeCheckpoint(files);
  const { length } = checkpoint.history;
  if (length !== epoch) throw new DamageError(`it ends after epoch ${length}`);
  return checkpoint;
}
