import { dirname } from "node:path";

/**
 * Writes `chunks` to a new file and resolves when they are on the disk, not only in its cache. The
 * file, and its folder, are made when the first chunk arrives; no chunks, no file.
 *
 * @throws {Error} If it cannot be written, or is there already.
 */
export async function store(
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  let file: Deno.FsFile | undefined;
  try {
    for await (const chunk of chunks) {
      await writing(path, async () => writeAll(file ??= await createFile(path), chunk));
    }
    await writing(path, async () => await file?.sync());
  } finally {
    file?.close();
  }
}

/** Makes a file and its folder. */
export async function createFile(path: string): Promise<Deno.FsFile> {
  await Deno.mkdir(dirname(path), { recursive: true });
  return await Deno.open(path, { write: true, createNew: true });
}

/** Writes all of `chunk`, where `Deno.FsFile.write()` may write less. */
export async function writeAll(file: Deno.FsFile, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.length;) {
    written += await file.write(chunk.subarray(written));
  }
}

/** Lets an error of `action` tell what could not be written: the disk's own errors do not. */
export async function writing(path: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot write ${JSON.stringify(path)}: ${reason}`, { cause: error });
  }
}
