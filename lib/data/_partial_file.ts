import { basename, dirname, join } from "node:path";

/**
 * A temporary download file: hidden beside its target, made when the first bytes arrive and removed
 * when the scope ends, except where it was kept. A killed process leaves it behind, and the next one
 * for the same target takes it over. A lock protects the file of a running process; without file
 * locks nothing is taken over.
 */
export class PartialFile implements AsyncDisposable {
  readonly #target: string;
  #path: string;
  #file?: Deno.FsFile;
  #size = 0;

  private constructor(target: string) {
    this.#target = target;
    this.#path = newPath(target);
  }

  /** For the file `target`, with the bytes that a killed process received. */
  static async of(target: string): Promise<PartialFile> {
    const partial = new PartialFile(target);
    for (const path of await leftBehind(target)) {
      const file = await takeOver(path);
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
    await this.#writing(async () => {
      this.#file ??= await this.#create();
      for (let rest = chunk; rest.length > 0;) rest = rest.subarray(await this.#file.write(rest));
    });
    this.#size += chunk.length;
  }

  async #create(): Promise<Deno.FsFile> {
    await Deno.mkdir(dirname(this.#path), { recursive: true });
    const file = await Deno.open(this.#path, { write: true, createNew: true });
    if (await isOwn(file, this.#path) !== false) return file;
    file.close(); // another process took it over before it was locked
    this.#path = newPath(this.#target);
    return await this.#create();
  }

  /** Drops all its bytes. */
  async clear(): Promise<void> {
    await this.#file?.truncate(0);
    await this.#file?.seek(0, Deno.SeekMode.Start);
    this.#size = 0;
  }

  /** Writes its bytes through to the disk. */
  async sync(): Promise<void> {
    await this.#writing(async () => await this.#file?.sync());
  }

  /** Renames it to the target. */
  async keep(): Promise<void> {
    await Deno.rename(this.#path, this.#target);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#path).catch(() => {}); // it was kept, or never made
    this.#file?.close();
  }

  /** Names the target in errors, which the disk's own do not. */
  async #writing(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`Cannot write ${JSON.stringify(this.#target)}: ${reason}`, { cause });
    }
  }
}

const prefix = (target: string) => `.${basename(target)}.`;
const newPath = (target: string) =>
  join(dirname(target), `${prefix(target)}${crypto.randomUUID()}.part`);

/** Temporary files of this target. */
async function leftBehind(target: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(dirname(target)));
    return entries.map(({ name }) => name)
      .filter((name) => name.startsWith(prefix(target)) && name.endsWith(".part"))
      .map((name) => join(dirname(target), name));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/**
 * Locks the file for this process; false if another process holds, renamed or removed it, undefined
 * without file locks: on some network file systems, and on Windows, where a locked file cannot be
 * read.
 */
async function isOwn(file: Deno.FsFile, path: string): Promise<boolean | undefined> {
  if (Deno.build.os === "windows") return undefined;
  try {
    if (!await file.tryLock(true)) return false;
  } catch {
    return undefined; // ENOLCK, ENOSYS, ENOTSUP
  }
  const named = await Deno.stat(path).catch(() => undefined);
  return named?.ino === (await file.stat()).ino;
}

/** Opens a file that a process left behind; undefined if a running process holds it. */
async function takeOver(path: string): Promise<Deno.FsFile | undefined> {
  const file = await Deno.open(path, { read: true, write: true }).catch(() => undefined);
  if (!file || await isOwn(file, path)) return file;
  file.close();
}
