import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { plainText } from "../plain_text.ts";
import { writeSynced } from "./replace_file.ts";

/** Contents of files by their names. */
export type Files = Readonly<Record<string, Uint8Array>>;

/** Files to read, with the most bytes of each. */
export type FileLimits = Readonly<Record<string, number>>;

/** Stored files are missing, or differ from what was written. */
export class DamageError extends Error {
  override name = "DamageError";

  /** @param message May quote damaged text. */
  constructor(message: string, options?: ErrorOptions) {
    super(plainText(message), options);
  }
}

/** The file with the digests of a folder's files. */
export const MANIFEST = "manifest.json";

/** Most bytes of a manifest. */
const MAX_MANIFEST = 2 ** 20;

/** A file in a manifest. */
interface FileDigest {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Writes files to a folder of their own, which appears whole or not at all, even if the process or the
 * machine ends meanwhile: everything is written and synced to another folder, with a manifest of the
 * files' digests, which is then renamed. An older folder of that name is removed just before.
 *
 * @param partial The other folder, on the same file system, for this process alone.
 * @throws {Error} If it cannot be written.
 */
export async function writeFolder(
  folder: string,
  files: Files,
  partial = join(dirname(folder), `.${crypto.randomUUID()}.partial`),
): Promise<void> {
  try {
    await removeFolder(partial);
    await Deno.mkdir(partial, { recursive: true });
    const digests: Record<string, FileDigest> = {};
    for (const [name, bytes] of Object.entries(files)) {
      await writeSynced(join(partial, name), bytes);
      digests[name] = digestOf(bytes);
    }
    const manifest = { files: digests, sha256: sha256(JSON.stringify(digests)) };
    const json = JSON.stringify(manifest, null, 2) + "\n";
    await writeSynced(join(partial, MANIFEST), new TextEncoder().encode(json));
    await syncFolder(partial);
    await removeFolder(folder);
    await Deno.rename(partial, folder);
    await syncFolder(dirname(folder));
  } catch (cause) {
    await removeFolder(partial).catch(() => {}); // it may fail for the same reason
    throw new Error(`Cannot write "${folder}": ${(cause as Error).message}`, { cause });
  }
}

/**
 * Reads files of a folder that {@linkcode writeFolder} wrote. Of the folder's other files only the
 * sizes are checked.
 *
 * Reading is synchronous: a small file takes microseconds, and a hundred times as long by way of the
 * thread pool, and a store has thousands.
 *
 * @param limits Files to read, as far as they exist.
 * @returns undefined if there is no such folder.
 * @throws {DamageError} If a file is missing, differs from what was written, or is too large.
 * @throws {Error} If one cannot be read.
 */
export function readFolder(folder: string, limits: FileLimits): Files | undefined {
  if (!isThere(folder)) return undefined;
  const manifest = readUnchecked(folder, MANIFEST, MAX_MANIFEST);
  const files: Record<string, Uint8Array> = {};
  for (const [name, expected] of parseManifest(new TextDecoder().decode(manifest))) {
    const size = checkSize(folder, name, Object.hasOwn(limits, name) ? limits[name] : Infinity);
    if (size !== expected.bytes) {
      throw new DamageError(`${name} has ${size} bytes, expected ${expected.bytes}`);
    }
    if (!Object.hasOwn(limits, name)) continue;
    const bytes = orDamage(name, () => Deno.readFileSync(join(folder, name)));
    const received = digestOf(bytes);
    if (received.sha256 !== expected.sha256) {
      throw new DamageError(
        `${name} has SHA-256 ${received.sha256.slice(0, 12)}…, ` +
          `expected ${expected.sha256.slice(0, 12)}…`,
      );
    }
    files[name] = bytes;
  }
  return files;
}

/**
 * Reads a file of a folder without checking its digest.
 *
 * @throws {DamageError} If it is missing, not a file, or larger than `limit` bytes.
 * @throws {Error} If it cannot be read.
 */
export function readUnchecked(folder: string, name: string, limit: number): Uint8Array {
  checkSize(folder, name, limit);
  return orDamage(name, () => Deno.readFileSync(join(folder, name)));
}

/** Whether the path exists, also as a broken link. */
function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    ignoreNotFound(error);
    return false;
  }
}

/** The size of a file; reading a pipe could take for ever. */
function checkSize(folder: string, name: string, limit: number): number {
  const { isFile, size } = orDamage(name, () => Deno.statSync(join(folder, name)));
  if (!isFile) throw new DamageError(`${name} is not a file`);
  if (size > limit) {
    throw new DamageError(`${name} has ${size} bytes, expected at most ${limit}`);
  }
  return size;
}

/** Turns errors of an `action` on a missing file into damage. */
function orDamage<T>(name: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) {
      throw new DamageError(`${name} is missing`, { cause });
    }
    const { NotADirectory, FilesystemLoop } = Deno.errors;
    if (!(cause instanceof NotADirectory || cause instanceof FilesystemLoop)) throw cause;
    throw new DamageError(`${name} cannot be read: ${cause.message}`, { cause });
  }
}

function digestOf(bytes: Uint8Array): FileDigest {
  return { bytes: bytes.length, sha256: sha256(bytes) };
}

function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}

function parseManifest(text: string): [name: string, digest: FileDigest][] {
  let manifest: { readonly files: Record<string, FileDigest>; readonly sha256: string } | null;
  try {
    manifest = JSON.parse(text);
  } catch (error) {
    throw new DamageError(`${MANIFEST} is not JSON (${(error as Error).message})`);
  }
  if (!manifest?.files || manifest.sha256 !== sha256(JSON.stringify(manifest.files))) {
    throw new DamageError(`${MANIFEST} is not what was written: its digest differs`);
  }
  const names = Object.keys(manifest.files);
  const outside = names.find((name) => name !== basename(name) || name === "..");
  if (outside) throw new DamageError(`${MANIFEST} names "${outside}", which is not a file's name`);
  return Object.entries(manifest.files);
}

/** Writes a folder's list of names through to the disk; Windows does that by itself. */
async function syncFolder(path: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using folder = await Deno.open(path);
  await folder.sync();
}

/** Removes a folder and all in it, if it exists. */
export async function removeFolder(path: string): Promise<void> {
  await Deno.remove(path, { recursive: true }).catch(ignoreNotFound);
}

function ignoreNotFound(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
