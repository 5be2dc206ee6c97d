import { basename, dirname, join } from "node:path";

/**
 * Writes a file whole or not at all, even if the process or the machine ends meanwhile: a file beside
 * it is written, synced and renamed. Several processes may do so at once.
 *
 * @param path May be a link to the file. Its folder must exist.
 * @throws {Error} If it cannot be written; an older file is then unchanged.
 */
export async function replaceFile(path: string, content: Uint8Array | string): Promise<void> {
  try {
    const target = await Deno.realPath(path).catch(() => path); // a link stays a link
    const partial = partialOf(target);
    try {
      await writeSynced(
        partial,
        typeof content === "string" ? new TextEncoder().encode(content) : content,
      );
      await Deno.rename(partial, target);
    } catch (error) {
      await Deno.remove(partial).catch(() => {}); // it may not exist
      throw error;
    }
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

/**
 * Checks that {@linkcode replaceFile} can write a file, before its content is computed. Makes its
 * folder if it does not exist.
 *
 * @throws {Error} If the folder cannot be written, or is a file, or the file is a folder.
 */
export async function checkReplaceable(path: string): Promise<void> {
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    const target = await Deno.realPath(path).catch(() => path);
    const isFolder = await Deno.stat(target).then((info) => info.isDirectory, () => false);
    if (isFolder) throw new Error("it is a folder");
    const partial = partialOf(target);
    await writeSynced(partial, new Uint8Array());
    await Deno.remove(partial);
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

/** Writes a new file and resolves when its bytes are on the disk, not only in its cache. */
export async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true });
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await file.write(rest));
  await file.sync();
}

/** A name that Git ignores. */
function partialOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.${crypto.randomUUID()}.partial`);
}

function cannotWrite(path: string, cause: unknown): Error {
  return new Error(`Cannot write ${JSON.stringify(path)}: ${(cause as Error).message}`, { cause });
}
