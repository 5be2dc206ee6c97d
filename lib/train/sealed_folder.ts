import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { writeSynced } from "../replace_file.ts";

/** Contents of files by their names. */
export type Files = Readonly<Record<string, Uint8Array>>;

/** What is stored cannot be trusted: something is missing, or not what was written. */
export class DamageError extends Error {
  override name = "DamageError";
}

const MANIFEST = "manifest.json";

/** What a manifest says of a file. */
interface Seal {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Writes files to a folder of their own, which appears whole or not at all, whatever ends the
 * process or the machine meanwhile: all is written and synced elsewhere, with a manifest of every
 * file's digest, and then renamed. A folder of that name is replaced.
 *
 * @param scratch A folder on the same file system, for nobody else's use meanwhile.
 * @throws {Error} If it cannot be written; what was there before is still there.
 */
export async function writeSealed(folder: string, files: Files, scratch: string): Promise<void> {
  const partial = join(scratch, ".partial");
  const replaced = replacedBy(folder, scratch);
  await removeFolder(partial);
  try {
    await Deno.mkdir(partial);
    const seals: Record<string, Seal> = {};
    for (const [name, bytes] of Object.entries(files)) {
      await writeSynced(join(partial, name), bytes);
      seals[name] = seal(bytes);
    }
    const manifest = JSON.stringify({ files: seals, sha256: digest(seals) }, null, 2) + "\n";
    await writeSynced(join(partial, MANIFEST), new TextEncoder().encode(manifest));
    await syncFolder(partial);
    await removeFolder(replaced);
    await Deno.rename(folder, replaced).catch(ignoreNotFound);
    await Deno.rename(partial, folder);
    await syncFolder(dirname(folder));
  } catch (cause) {
    // These may fail for the same reason.
    await removeFolder(partial).catch(() => {});
    await recover(folder, scratch).catch(() => {});
    throw new Error(`Cannot write "${folder}": ${(cause as Error).message}`, { cause });
  }
  await removeFolder(replaced);
}

/** Puts back a folder that a writer who was stopped had moved away to replace it. */
export async function recover(folder: string, scratch: string): Promise<void> {
  if (!await exists(folder)) {
    await Deno.rename(replacedBy(folder, scratch), folder).catch(ignoreNotFound);
  }
}

/** Where a folder is while another takes its place. */
function replacedBy(folder: string, scratch: string): string {
  return join(scratch, `.replaced-${basename(folder)}`);
}

/**
 * Reads the files of a folder that {@linkcode writeSealed} wrote.
 *
 * @returns undefined if there is no such folder.
 * @throws {DamageError} If a file is missing or not what was written.
 */
export async function readSealed(folder: string): Promise<Files | undefined> {
  let text;
  try {
    text = await Deno.readTextFile(join(folder, MANIFEST));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    if (!await exists(folder)) return undefined;
    throw new DamageError(`${MANIFEST} is missing`);
  }
  const files: Record<string, Uint8Array> = {};
  for (const [name, expected] of parseManifest(text)) {
    let bytes;
    try {
      bytes = await Deno.readFile(join(folder, name));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) throw new DamageError(`${name} is missing`);
      throw error;
    }
    const received = seal(bytes);
    if (received.bytes !== expected.bytes) {
      throw new DamageError(`${name} has ${received.bytes} bytes, expected ${expected.bytes}`);
    }
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

function seal(bytes: Uint8Array): Seal {
  return { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** SHA-256 of a manifest's list of files. */
function digest(seals: unknown): string {
  return createHash("sha256").update(JSON.stringify(seals)).digest("hex");
}

function parseManifest(text: string): [name: string, seal: Seal][] {
  let manifest: { readonly files: Record<string, Seal>; readonly sha256: string } | null;
  try {
    manifest = JSON.parse(text);
  } catch (error) {
    throw new DamageError(`${MANIFEST} is not JSON (${(error as Error).message})`);
  }
  if (!manifest?.files || manifest.sha256 !== digest(manifest.files)) {
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
