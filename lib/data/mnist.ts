import { join } from "node:path";
import { closedIfUnreadable, entriesOf, isFile, listed, type Place } from "./_entries.ts";
import type { Dataset, Examples } from "./dataset.ts";
import { download, type DownloadOptions } from "./download.ts";
import { readIdxImages, readIdxLabels } from "./idx.ts";

/** SHA-256 of the content of each published file, unpacked. */
const digests = {
  "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
  "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
  "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
  "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
} as const;

type File = keyof typeof digests;
const files = Object.keys(digests) as File[];

const classes = Array.from({ length: 10 }, (_, digit) => String(digit));

/** Where the four gzipped files are published: the authors' address last, as it is often closed. */
export const mnistMirrors: readonly string[] = [
  "https://ossci-datasets.s3.amazonaws.com/mnist/",
  "https://storage.googleapis.com/cvdf-datasets/mnist/",
  "http://yann.lecun.com/exdb/mnist/",
];

/** Names of a file, gzipped or not; many sites have a dot where the authors have a hyphen. */
function namesOf(file: File): string[] {
  return [file, file.replace("-idx", ".idx")].flatMap((name) => [name, `${name}.gz`]);
}

/** The file, under any of its names, in a folder. */
async function locate(folder: string, file: File): Promise<string | undefined> {
  for (const name of namesOf(file)) {
    const path = join(folder, name);
    if (await isFile(path)) return path;
  }
}

/** Which of MNIST's four files are in a folder under none of their names. */
export async function missingMnist(folder: string): Promise<File[]> {
  const paths = await Promise.all(files.map((file) => locate(folder, file)));
  return files.filter((_, index) => paths[index] === undefined);
}

/** Where a folder of data sets has MNIST: its folder "mnist", with all four files. */
export function locateMnist(dataFolder: string): Promise<Place> {
  return closedIfUnreadable(() => locateIn(join(dataFolder, "mnist")));
}

async function locateIn(path: string): Promise<Place> {
  const entries = await entriesOf(path);
  const missing = await missingMnist(path);
  if (missing.length === 0) return { path, problems: [] };
  if (entries.length === 0) return { problems: [] };
  const known = files.flatMap(namesOf);
  const others = entries.filter((name) => !known.includes(name));
  return {
    problems: [
      `${JSON.stringify(path)} lacks ${missing.join(", ")} (gzipped or not)` +
      (others.length > 0 ? `, and has ${listed(others)}` : ""),
    ],
  };
}

function checkDigest(path: string, file: File, digest: string): void {
  if (digest !== digests[file]) {
    throw new RangeError(
      `Cannot read ${JSON.stringify(path)}: the SHA-256 of its content must be ${digests[file]}, ` +
        `received ${digest} (not the published MNIST, or damaged)`,
    );
  }
}

async function readImages(path: string, file: File): Promise<Pick<Examples, "count" | "pixels">> {
  const { count, pixels, digest } = await readIdxImages(path);
  checkDigest(path, file, digest);
  return { count, pixels };
}

async function readLabels(path: string, file: File): Promise<Pick<Examples, "labels">> {
  const { labels, digest } = await readIdxLabels(path, classes.length);
  checkDigest(path, file, digest);
  return { labels };
}

async function readSplit(folder: string, split: "train" | "t10k"): Promise<Examples> {
  const path = async (file: File) => {
    const path = await locate(folder, file);
    if (path) return path;
    throw new Deno.errors.NotFound(
      `Cannot read MNIST from ${JSON.stringify(folder)}: it must hold "${file}" or "${file}.gz"`,
    );
  };
  const images = `${split}-images-idx3-ubyte` as const;
  const labels = `${split}-labels-idx1-ubyte` as const;
  return {
    size: 28 * 28,
    ...await readImages(await path(images), images),
    ...await readLabels(await path(labels), labels),
  };
}

/**
 * Reads MNIST (http://yann.lecun.com/exdb/mnist) from its four files, gzipped or not, whether they
 * are called "train-images-idx3-ubyte" or "train-images.idx3-ubyte", and checks that their content
 * is the published one.
 *
 * @throws {Deno.errors.NotFound} If a file is missing.
 * @throws {SyntaxError} If one is truncated, corrupt, too long or no IDX file.
 * @throws {RangeError} If its content is another one than was published.
 */
export async function readMnist(
  folder: string,
): Promise<Pick<Dataset, "shape" | "classes" | "train" | "test">> {
  return {
    shape: [28, 28, 1],
    classes,
    train: await readSplit(folder, "train"),
    test: await readSplit(folder, "t10k"),
  };
}

/**
 * Downloads those of MNIST's files that the folder "mnist" lacks, checking the content of each.
 *
 * @param dataFolder Where that folder is, or shall be.
 * @returns The folder.
 * @throws {DownloadError} If one cannot be had; the rest is not tried then.
 */
export async function fetchMnist(
  dataFolder: string,
  { mirrors, ...options }:
    & { mirrors: readonly string[] }
    & Pick<DownloadOptions, "signal" | "onProgress">,
): Promise<string> {
  const folder = join(dataFolder, "mnist");
  for (const file of await missingMnist(folder)) {
    const packed = `${file}.gz`;
    await download(mirrors.map((mirror) => mirror + packed), join(folder, packed), {
      ...options,
      maxBytes: 16 * 2 ** 20, // the largest has 9.9 MB
      verify: async (path) =>
        void await (file.includes("images") ? readImages : readLabels)(path, file),
    });
  }
  return folder;
}
