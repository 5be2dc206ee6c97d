/**
 * Digests of the files of a folder, in a file of it in the format of the command `sha256sum`.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { store } from "./_store.ts";

export const sumsFile = "SHA256SUMS";

/** Passes `chunks` on, then calls `onDigest` with their SHA-256 (hexadecimal). */
export async function* digested(
  chunks: AsyncIterable<Uint8Array>,
  onDigest: (digest: string) => void,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
  onDigest(hash.digest("hex"));
}

/** Keeps digests by file name. */
export async function writeSums(folder: string, sums: ReadonlyMap<string, string>): Promise<void> {
  const lines = [...sums].map(([file, digest]) => `${digest}  ${file}\n`);
  await store(join(folder, sumsFile), [new TextEncoder().encode(lines.join(""))]);
}

/**
 * The digest that a file of a folder must have; undefined if the folder has none kept.
 *
 * @throws {SyntaxError} If they are kept, but lack the file's.
 */
export async function readSum(folder: string, file: string): Promise<string | undefined> {
  const path = join(folder, sumsFile);
  const text = await Deno.readTextFile(path).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  if (text === undefined) return;
  const line = text.split("\n").find((line) => line.endsWith(`  ${file}`));
  if (line) return line.slice(0, -file.length - 2);
  throw new SyntaxError(
    `Cannot parse ${JSON.stringify(path)}: it must hold the SHA-256 of ${JSON.stringify(file)}`,
  );
}
