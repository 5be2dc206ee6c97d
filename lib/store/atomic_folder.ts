import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { plainText } from "../plain_text.ts";
import { writeSynced } from "./replace_file.ts";

/** Contents of files by their names. */
export type Files = Readonly<Record<string, Uint8Array>>;

/** Files to read, and the most bytes that each may have. */
export type FileLimits = Readonly<Record<string, number>>;

/** What is stored cannot be trusted: something is missing, or not what was written. */
export class DamageError extends Error {
  override name = "DamageError";

  /** @param message May quote what is damaged. */
  constructor(message: string, options?: ErrorOptions) {
    super(plainText(message), options);
  }
}

/** The file that tells what a folder's files are to be. */
export const MANIFEST = "manifest.json";

/** Of a manifest (bytes). */
const MAX_MANIFEST = 2 ** 20;

/** A file in a manifest. */
interface FileDigest {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Writes files to a folder of their own, which appears whole or not at all, whatever ends the
 * process or the machine meanwhile: all is written and synced elsewhere, with a manifest of every
 * file's digest, and then renamed. A folder of that name, which may be damaged, is removed just
 * before.
 *
 * @param partial Where it is written first, on the same file system, by nobody else.
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
 * Reads files of a folder that {@linkcode writeFolder} wrote. Others that it wrote must be there, of
 * the size that they had; what they hold is not looked at.
 *
 * Files are read on this thread: a small one takes microseconds, by way of the pool of threads it
 * takes a hundred times as long, and a store has thousands.
 *
 * @param limits Files to read, those that there are.
 * @returns undefined if there is no such folder.
 * @throws {DamageError} If a file is missing, not what was written, or larger than it may be.
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
 * Reads a file of a folder as it is: {@linkcode readFolder} finds out whether it was written so.
 *
 * @throws {DamageError} If it is missing, no file, or larger than `limit` bytes.
 * @throws {Error} If it cannot be read.
 */
export function readUnchecked(folder: string, name: string, limit: number): Uint8Array {
  checkSize(folder, name, limit);
  return orDamage(name, () => Deno.readFileSync(join(folder, name)));
}

/** Whether something of that name is there; a link that leads nowhere is. */
function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    ignoreNotFound(error);
    return false;
  }
}

/** The size of a file, which must be one: to read a pipe may take for ever. */
function checkSize(folder: string, name: string, limit: number): number {
  const { isFile, size } = orDamage(name, () => Deno.statSync(join(folder, name)));
  if (!isFile) throw new DamageError(`${name} is not a file`);
  if (size > limit) {
    throw new DamageError(`${name} has ${size} bytes, expected at most ${limit}`);
  }
  return size;
}

/** Makes the errors of an `action` on a file that is not there damage. */
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

/** Makes a folder's list of names last; Windows does that by itself. */
async function syncFolder(path: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using folder = await Deno.open(path);
  await folder.sync();
}

/** Removes a folder and all in it, if it is there. */
export async function removeFolder(path: string): Promise<void> {
  await Deno.remove(path, { recursive: true }).catch(ignoreNotFound);
}

/** Whether there is a file or folder of that name. */
export async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, (error) => {
    ignoreNotFound(error);
    return false;
  });
}

function ignoreNotFound(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
