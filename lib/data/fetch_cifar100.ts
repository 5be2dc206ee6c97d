import { join } from "node:path";
import { entriesOf, isFile, listed, type Located } from "./_entries.ts";
import { cifar100Files } from "./cifar100.ts";
import { download, type DownloadOptions } from "./download.ts";
import { checkFileDigest } from "./file_digest.ts";

/** Addresses of the archive; no true mirror of the binary version is known. */
export const cifar100Mirrors: readonly string[] = ["https://www.cs.toronto.edu/~kriz/"];

/** MD5 of the published archive. */
const archiveMd5 = "03b5dce01913d631647c71ecec9e9cb8";

const folderName = "cifar-100-binary";
const archiveName = `${folderName}.tar.gz`;

/**
 * Looks for CIFAR-100 in a folder of data sets: a folder with any of its files, which must have all
 * of them when it is read, else the archive.
 */
export async function locateCifar100(dataFolder: string): Promise<Located> {
  const folder = join(dataFolder, folderName);
  const entries = await entriesOf(folder);
  for (const file of cifar100Files) {
    if (await isFile(join(folder, file))) return { path: folder, problems: [] };
  }
  const archive = join(dataFolder, archiveName);
  if (await isFile(archive)) return { path: archive, problems: [] };
  if (entries.length === 0) return { problems: [] };
  return {
    problems: [
      `${JSON.stringify(folder)} has ${listed(entries)} and none of ${cifar100Files.join(", ")}`,
    ],
  };
}

/**
 * Downloads the archive of CIFAR-100 and checks it. It is read as it is.
 *
 * @param options.mirrors Addresses of the folders with the archive, tried in order.
 * @param options.md5 Of the archive; defaults to the published one's.
 * @returns The archive's path.
 * @throws {DownloadError} If no mirror has the published archive.
 */
export async function fetchCifar100(
  dataFolder: string,
  { mirrors, md5 = archiveMd5, ...options }:
    & { readonly mirrors: readonly string[]; readonly md5?: string }
    & Pick<DownloadOptions, "signal" | "onProgress">,
): Promise<string> {
  const archive = join(dataFolder, archiveName);
  await download(mirrors.map((mirror) => mirror + archiveName), archive, {
    ...options,
    maxBytes: 200 * 2 ** 20, // it has 161 MiB
    verify: (path) => checkFileDigest(path, "md5", md5),
  });
  return archive;
}
