import { setTimeout as sleep } from "node:timers/promises";

/** Who has a lock; for messages. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
}

/** How often a lock that another process has is asked for, in milliseconds. */
const POLL = 200;

/**
 * A lock on a file, which the operating system takes from a process that ends, however it ends.
 * While it is held the file says by whom.
 */
export class RunLock implements Disposable {
  #file?: Deno.FsFile;

  private constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /**
   * Waits until the lock is free and takes it.
   *
   * @param onWait Called once if another process has it, with who that is, if that can be read.
   * @returns undefined if the file's folder is gone.
   * @throws The signal's reason, if it is aborted.
   */
  static async take(
    path: string,
    { signal, onWait }: { signal?: AbortSignal; onWait?: (holder?: Holder) => void } = {},
  ): Promise<RunLock | undefined> {
    for (let waits = 1;; waits++) {
      try {
        const lock = await RunLock.tryTake(path);
        if (lock) return lock;
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return undefined;
        throw error;
      }
      // Who has just taken it may not have written yet who it is.
      if (waits === 2) onWait?.(await readHolder(path));
      await sleep(POLL, undefined, { signal }).catch(() => signal!.throwIfAborted());
    }
  }

  /**
   * The lock, or undefined if another process has it.
   *
   * @throws {Error} If the file cannot be written, or its file system has no locks.
   */
  static async tryTake(path: string): Promise<RunLock | undefined> {
    const file = await Deno.open(path, { read: true, write: true, create: true });
    let taken = false;
    try {
      // What another process has removed meanwhile, with its lock, is not the file of that name.
      taken = await tryLock(file, path) && await isStill(file, path);
      if (!taken) return undefined;
      const holder: Holder = { pid: Deno.pid, host: Deno.hostname() };
      await file.truncate();
      await file.write(new TextEncoder().encode(JSON.stringify(holder)));
      return new RunLock(file);
    } catch (error) {
      taken = false;
      throw error;
    } finally {
      if (!taken) file.close();
    }
  }

  /** Whether a process has the lock, which this one does not want; nobody has what is no lock. */
  static isHeld(path: string): boolean {
    try {
      if (!Deno.statSync(path).isFile) return false; // to open a pipe may take for ever
      using file = Deno.openSync(path);
      return isLocked(file);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  }

  /** Gives the lock back, if that was not done. */
  [Symbol.dispose](): void {
    this.#file?.close();
    this.#file = undefined;
  }
}

function isLocked(file: Deno.FsFile): boolean {
  try {
    return !file.tryLockSync(false);
  } catch {
    return false; // its file system has no locks
  }
}

async function tryLock(file: Deno.FsFile, path: string): Promise<boolean> {
  try {
    return await file.tryLock(true);
  } catch (cause) {
    throw new Error(
      `Cannot lock ${JSON.stringify(path)}: its file system has no file locks ` +
        `(${(cause as Error).message}); put the project on one that has, such as a local disk`,
      { cause },
    );
  }
}

async function isStill(file: Deno.FsFile, path: string): Promise<boolean> {
  const [held, named] = await Promise.all([file.stat(), Deno.stat(path).catch(() => undefined)]);
  return named !== undefined && named.ino === held.ino;
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch {
    return undefined; // it is being written
  }
}
