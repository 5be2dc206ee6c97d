import { dirname } from "node:path";

/**
 * Writes `chunks` to a new file and resolves when they are on the disk, not only in its cache. The
 * file, and its folder, are made when the first chunk arrives; no chunks, no file.
 *
 * @throws {Deno.errors.AlreadyExists} If there is such a file.
 */
export async function store(
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  let file: Deno.FsFile | undefined;
  try {
    for await (const chunk of chunks) {
      if (!file) {
        await Deno.mkdir(dirname(path), { recursive: true });
        file = await Deno.open(path, { write: true, createNew: true });
      }
      await writeAll(file, chunk);
    }
    await file?.sync();
  } finally {
    file?.close();
  }
}

/** Writes all of `chunk`, where `Deno.FsFile.write()` may write less. */
export async function writeAll(file: Deno.FsFile, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.length;) {
    written += await file.write(chunk.subarray(written));
  }
}
