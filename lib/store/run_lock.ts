/** The process that holds a lock; for messages. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
}

/**
 * Tries to lock a file. The lock is held while the file is open: the operating system releases it
 * when the process ends. The file names its holder.
 *
 * @returns The open file, or undefined if another process holds the lock or the folder is gone.
 * @throws {Error} If the file cannot be written, or its file system has no locks.
 */
export async function tryLock(path: string): Promise<Deno.FsFile | undefined> {
  let file: Deno.FsFile | undefined;
  try {
    file = await Deno.open(path, { read: true, write: true, create: true });
    if (!await lock(file, path)) {
      file.close();
      return undefined;
    }
    const holder: Holder = { pid: Deno.pid, host: Deno.hostname() };
    await file.truncate();
    await file.write(new TextEncoder().encode(JSON.stringify(holder)));
    return file;
  } catch (error) {
    file?.close();
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Whether a process holds the lock; false on file systems without locks. */
export function isLocked(path: string): boolean {
  try {
    if (!Deno.statSync(path).isFile) return false; // opening a pipe could take for ever
    using file = Deno.openSync(path);
    try {
      return !file.tryLockSync(false);
    } catch {
      return false; // its file system has no locks
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The holder of a lock; undefined while it is being written. */
export async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch {
    return undefined;
  }
}

async function lock(file: Deno.FsFile, path: string): Promise<boolean> {
  let isTaken: boolean;
  try {
    isTaken = await file.tryLock(true);
  } catch (cause) {
    throw new Error(
      `Cannot lock ${JSON.stringify(path)}: its file system has no file locks ` +
        `(${(cause as Error).message}); put the project on one that has, such as a local disk`,
      { cause },
    );
  }
  if (!isTaken) return false;
  // Another process may have removed the file meanwhile, with its lock.
  const [held, named] = await Promise.all([file.stat(), Deno.stat(path).catch(() => undefined)]);
  return named?.ino === held.ino;
}
