import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { closedIfUnreadable, entriesOf, isFile, listed, type Place } from "./_entries.ts";
import { tryLock } from "./_lock.ts";
import { partsOf } from "./_partial.ts";
import { store } from "./_store.ts";
import { digested, writeSums } from "./_sums.ts";
import {
  checkCifar100Size,
  type Cifar100Counts,
  cifar100Counts,
  cifar100Files,
  superclassFile,
} from "./cifar100.ts";
import { download, type DownloadOptions } from "./download.ts";
import { readTar } from "./tar.ts";

/** Where the archive is published; no true mirror of the binary version is known. */
export const cifar100Mirrors: readonly string[] = ["https://www.cs.toronto.edu/~kriz/"];

/** MD5 of the published archive. */
const archiveMd5 = "03b5dce01913d631647c71ecec9e9cb8";

export interface FetchCifar100Options extends Pick<DownloadOptions, "signal" | "onProgress"> {
  /** Addresses of the folders to find it in, tried in order. */
  readonly mirrors: readonly string[];
  /** Of the archive; the published one's unless given. */
  readonly md5?: string;
  /** Records in each file; the published numbers unless given. */
  readonly counts?: Cifar100Counts;
}

const folderName = "cifar-100-binary";
const archiveName = `${folderName}.tar.gz`;

/** Path of a half-unpacked folder, up to what is random. */
const partialStart = (dataFolder: string) => join(dataFolder, `.${folderName}-`);

/**
 * Where a folder of data sets has CIFAR-100: in a folder with any of its files, which must have all
 * of them when it is read, else in the archive.
 */
export async function locateCifar100(dataFolder: string): Promise<Place> {
  const inFolder = await closedIfUnreadable(() => locateIn(join(dataFolder, folderName)));
  if (inFolder.path) return inFolder;
  return await closedIfUnreadable(async () => {
    const archive = join(dataFolder, archiveName);
    return await isFile(archive) ? { path: archive, problems: [] } : inFolder;
  });
}

async function locateIn(folder: string): Promise<Place> {
  const entries = await entriesOf(folder);
  for (const file of cifar100Files) {
    if (await isFile(join(folder, file))) return { path: folder, problems: [] };
  }
  if (entries.length === 0) return { problems: [] };
  return {
    problems: [
      `${JSON.stringify(folder)} has ${listed(entries)} and none of ${cifar100Files.join(", ")}`,
    ],
  };
}

async function checkMd5(path: string, expected: string): Promise<void> {
  const hash = createHash("md5");
  for await (const chunk of (await Deno.open(path)).readable) hash.update(chunk);
  const received = hash.digest("hex");
  if (received !== expected) {
    throw new RangeError(
      `Cannot use ${JSON.stringify(path)}: its MD5 must be ${expected}, received ${received}`,
    );
  }
}

/**
 * Waits until no other process has the folder; undefined where there are no locks.
 *
 * @throws The signal's reason, if it is aborted.
 */
async function lockFolder(folder: string, signal?: AbortSignal): Promise<Deno.FsFile | undefined> {
  if (Deno.build.os === "windows") return; // it cannot open folders
  const file = await Deno.open(folder);
  let isLocked = await tryLock(file);
  while (isLocked === false && !signal?.aborted) { // not `lock()`, which no signal ends
    await delay(50);
    isLocked = await tryLock(file);
  }
  if (isLocked) return file;
  file.close();
  signal?.throwIfAborted();
}

/**
 * Unpacks what is read of an archive (and the coarse names) into a new folder, or makes none; then
 * drops the archive.
 */
async function unpack(
  dataFolder: string,
  { signal, counts = cifar100Counts }: Pick<FetchCifar100Options, "signal" | "counts">,
): Promise<string> {
  const folder = join(dataFolder, folderName);
  const archive = join(dataFolder, archiveName);
  using lock = await lockFolder(dataFolder, signal);
  if (lock) { // what is left there is nobody's
    for (const path of await partsOf(partialStart(dataFolder))) {
      await Deno.remove(path, { recursive: true });
    }
  }
  const isFree = await entriesOf(folder).then(({ length }) => length === 0, () => false);
  if (!isFree) {
    const { path } = await locateCifar100(dataFolder);
    if (path === archive) return archive; // the folder is someone's
    await Deno.remove(archive).catch(() => {}); // another process was faster
    return folder;
  }
  const partial = `${partialStart(dataFolder)}${crypto.randomUUID()}.part`;
  const wanted: readonly string[] = [...cifar100Files, superclassFile];
  const sums = new Map<string, string>();
  try {
    for await (const { name, size, chunks } of readTar(archive)) {
      signal?.throwIfAborted();
      const file = basename(name);
      if (!wanted.includes(file)) continue;
      if (sums.has(file)) {
        throw new SyntaxError(
          `Cannot unpack ${JSON.stringify(archive)}: it must hold one ${file}, received two`,
        );
      }
      if (file === "train.bin" || file === "test.bin") checkCifar100Size(name, size, counts[file]);
      const bytes = digested(chunks, (digest) => sums.set(file, digest));
      await store(join(partial, file), bytes);
    }
    const missing = wanted.filter((file) => !sums.has(file));
    if (missing.length > 0) {
      throw new SyntaxError(
        `Cannot unpack ${JSON.stringify(archive)}: it must hold ${missing.join(", ")}`,
      );
    }
    await writeSums(partial, sums);
    signal?.throwIfAborted();
    await Deno.remove(folder).catch(() => {}); // an empty one
    await Deno.rename(partial, folder);
  } catch (error) {
    const wasFaster = !lock && (await locateCifar100(dataFolder)).path === folder;
    if (!wasFaster) throw error;
  } finally {
    await Deno.remove(partial, { recursive: true }).catch(() => {}); // gone if it was renamed
  }
  await Deno.remove(archive).catch(() => {}); // gone if another process was faster
  return folder;
}

/**
 * Unpacks CIFAR-100 again if a process was killed while it did so: the archive is still there.
 *
 * @throws As reading that archive does.
 */
export async function finishCifar100(
  dataFolder: string,
  options: Pick<FetchCifar100Options, "signal" | "counts">,
): Promise<void> {
  if ((await partsOf(partialStart(dataFolder))).length === 0) return;
  const { path } = await locateCifar100(dataFolder);
  if (path?.endsWith(archiveName)) await unpack(dataFolder, options);
}

/**
 * Downloads the archive of CIFAR-100, checks it, and unpacks it into the folder
 * "cifar-100-binary", which appears when it is whole. The archive is kept only where that folder has
 * other things in it.
 *
 * @param dataFolder Where that folder shall be.
 * @returns The folder, or the archive.
 * @throws {DownloadError} If no mirror has the published archive.
 */
export async function fetchCifar100(
  dataFolder: string,
  { mirrors, md5 = archiveMd5, counts, ...options }: FetchCifar100Options,
): Promise<string> {
  const archive = join(dataFolder, archiveName);
  await download(mirrors.map((mirror) => mirror + archiveName), archive, {
    ...options,
    maxBytes: 200 * 2 ** 20, // it has 161 MiB
    verify: (path) => checkMd5(path, md5),
  });
  return await unpack(dataFolder, { signal: options.signal, counts });
}
