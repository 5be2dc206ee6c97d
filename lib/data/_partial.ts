import { basename, dirname, join } from "node:path";
import { tryLock } from "./_lock.ts";
import { createFile, writeAll, writing } from "./_store.ts";

/**
 * A temporary download file: hidden beside the file it becomes, made when its first bytes arrive and
 * gone when the scope ends, unless it was kept. A process that is killed leaves it; the next one for
 * the same file takes it over. It is locked, so that none takes that of a process which still runs;
 * where there are no locks, none is taken over.
 */
export class Partial implements AsyncDisposable {
  readonly #target: string;
  #path: string;
  #file?: Deno.FsFile;
  #size = 0;

  private constructor(target: string) {
    this.#target = target;
    this.#path = newPath(target);
  }

  /** For the file `target`, with what a killed process left of it. */
  static async of(target: string): Promise<Partial> {
    const partial = new Partial(target);
    for (const path of await partsOf(prefix(target))) {
      const file = await take(path);
      if (!file) continue;
      if (partial.#file) {
        await Deno.remove(path);
        file.close();
      } else {
        partial.#path = path;
        partial.#file = file;
        partial.#size = await file.seek(0, Deno.SeekMode.End);
      }
    }
    return partial;
  }

  /** Its own path, not that of the target. */
  get path(): string {
    return this.#path;
  }

  /** Bytes in it. */
  get size(): number {
    return this.#size;
  }

  /** Appends. */
  async write(chunk: Uint8Array): Promise<void> {
    await writing(
      this.#target,
      async () => writeAll(this.#file ??= await this.#create(), chunk),
    );
    this.#size += chunk.length;
  }

  async #create(): Promise<Deno.FsFile> {
    const file = await createFile(this.#path);
    if (await owns(file, this.#path) !== false) return file;
    file.close(); // someone took it for left behind before it was locked
    this.#path = newPath(this.#target);
    return await this.#create();
  }

  /** Drops all its bytes. */
  async clear(): Promise<void> {
    await this.#file?.truncate(0);
    await this.#file?.seek(0, Deno.SeekMode.Start);
    this.#size = 0;
  }

  /** Resolves when its bytes are on the disk, not only in its cache. */
  async sync(): Promise<void> {
    await writing(this.#target, async () => await this.#file?.sync());
  }

  /** Makes it the file that it is for. */
  async keep(): Promise<void> {
    await Deno.rename(this.#path, this.#target);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#path).catch(() => {}); // gone if it was kept, or never made
    this.#file?.close();
  }
}

const prefix = (target: string) => join(dirname(target), `.${basename(target)}.`);
const newPath = (target: string) => `${prefix(target)}${crypto.randomUUID()}.part`;

/** Paths with this start and ".part" at the end. */
export async function partsOf(start: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(dirname(start)));
    return entries.map(({ name }) => join(dirname(start), name))
      .filter((path) => path.startsWith(start) && path.endsWith(".part"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/**
 * Locks the file for this process; false if another has it, or has renamed or removed it, undefined
 * where there are no locks.
 */
async function owns(file: Deno.FsFile, path: string): Promise<boolean | undefined> {
  const isLocked = await tryLock(file);
  if (!isLocked) return isLocked;
  const there = await Deno.stat(path).catch(() => undefined);
  return there?.ino === (await file.stat()).ino;
}

/** Opens a file that a process left behind; nothing if it is still some process's own. */
async function take(path: string): Promise<Deno.FsFile | undefined> {
  const file = await Deno.open(path, { read: true, write: true }).catch(() => undefined);
  if (!file || await owns(file, path)) return file;
  file.close();
}
