import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { store } from "./_store.ts";
import { digested, writeSums } from "./_sums.ts";
import {
  checkCifar100Size,
  type Cifar100Counts,
  cifar100Counts,
  cifar100Files,
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

/** The folder, else the archive, that should hold CIFAR-100 in a folder of data sets. */
export async function locateCifar100(dataFolder: string): Promise<string | undefined> {
  const folder = join(dataFolder, folderName);
  if ((await Deno.stat(folder).catch(() => undefined))?.isDirectory) return folder;
  const archive = join(dataFolder, archiveName);
  if ((await Deno.stat(archive).catch(() => undefined))?.isFile) return archive;
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

/** Unpacks what is read of an archive (and the coarse names) into a new folder, or makes none. */
async function unpack(
  archive: string,
  folder: string,
  { signal, counts = cifar100Counts }: Pick<FetchCifar100Options, "signal" | "counts">,
): Promise<void> {
  const partial = join(dirname(folder), `.${folderName}.${crypto.randomUUID()}.part`);
  const missing = new Set<string>([...cifar100Files, "coarse_label_names.txt"]);
  const sums = new Map<string, string>();
  try {
    for await (const { name, size, chunks } of readTar(archive)) {
      signal?.throwIfAborted();
      const file = basename(name);
      if (!missing.delete(file)) continue;
      if (file === "train.bin" || file === "test.bin") checkCifar100Size(name, size, counts[file]);
      const bytes = digested(chunks, (digest) => sums.set(file, digest));
      await store(join(partial, file), bytes);
    }
    if (missing.size > 0) {
      throw new SyntaxError(
        `Cannot unpack ${JSON.stringify(archive)}: it must hold ${[...missing].join(", ")}`,
      );
    }
    await writeSums(partial, sums);
    signal?.throwIfAborted();
    await Deno.rename(partial, folder);
  } finally {
    await Deno.remove(partial, { recursive: true }).catch(() => {}); // gone if it was renamed
  }
}

/**
 * Downloads the archive of CIFAR-100, checks it, and unpacks it into the folder
 * "cifar-100-binary", which appears when it is whole. The archive is not kept.
 *
 * @param dataFolder Where that folder shall be.
 * @returns The folder.
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
  const folder = join(dataFolder, folderName);
  await unpack(archive, folder, { signal: options.signal, counts });
  await Deno.remove(archive);
  return folder;
}
