import { join } from "node:path";
import { entriesOf, isFile, listed, type Located } from "./_entries.ts";
import type { Dataset, Examples } from "./dataset.ts";
import { download, type DownloadOptions } from "./download.ts";
import { type Idx, readIdx } from "./idx.ts";

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

/** Addresses of the four gzipped files: the authors' own last, as it is often closed. */
export const mnistMirrors: readonly string[] = [
  "https://ossci-datasets.s3.amazonaws.com/mnist/",
  "https://storage.googleapis.com/cvdf-datasets/mnist/",
  "http://yann.lecun.com/exdb/mnist/",
];

/** Names of a file, gzipped or not; many sites use a dot for the authors' hyphen. */
function namesOf(file: File): string[] {
  return [file, file.replace("-idx", ".idx")].flatMap((name) => [name, `${name}.gz`]);
}

/** Path of the file in a folder, under any of its names. */
async function locate(folder: string, file: File): Promise<string | undefined> {
  for (const name of namesOf(file)) {
    const path = join(folder, name);
    if (await isFile(path)) return path;
  }
}

/** MNIST's files that a folder lacks. */
export async function missingMnist(folder: string): Promise<File[]> {
  const paths = await Promise.all(files.map((file) => locate(folder, file)));
  return files.filter((_, index) => paths[index] === undefined);
}

/** Looks for MNIST in a folder of data sets: its folder "mnist", with all four files. */
export async function locateMnist(dataFolder: string): Promise<Located> {
  const path = join(dataFolder, "mnist");
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

/** Reads a file and checks that its content is the published one. */
async function readFile(path: string, file: File): Promise<Idx> {
  const idx = await readIdx(path, file.includes("images") ? "images" : "labels");
  if (idx.digest === digests[file]) return idx;
  throw new RangeError(
    `Cannot read ${JSON.stringify(path)}: the SHA-256 of its content must be ${digests[file]}, ` +
      `received ${idx.digest} (not the published MNIST, or damaged)`,
  );
}

async function readSplit(folder: string, split: "train" | "t10k"): Promise<Examples> {
  const read = async (file: File) => {
    const path = await locate(folder, file);
    if (path) return await readFile(path, file);
    throw new Deno.errors.NotFound(
      `Cannot read MNIST from ${JSON.stringify(folder)}: it must hold "${file}" or "${file}.gz"`,
    );
  };
  const { count, values: pixels } = await read(`${split}-images-idx3-ubyte`);
  const { values: labels } = await read(`${split}-labels-idx1-ubyte`);
  return { count, size: 28 * 28, pixels, labels };
}

/**
 * Reads MNIST (http://yann.lecun.com/exdb/mnist) from its four files, gzipped or not, named
 * "train-images-idx3-ubyte" or "train-images.idx3-ubyte", and checks that their content is the
 * published one.
 *
 * @throws {Deno.errors.NotFound} If a file is missing.
 * @throws {SyntaxError} If one is truncated, corrupt, too long or no IDX file.
 * @throws {RangeError} If its content is not the published one.
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
 * Downloads the files that the folder "mnist" of a data folder lacks, and checks the content of each.
 *
 * @returns The folder "mnist".
 * @throws {DownloadError} At the first file that cannot be downloaded.
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
      verify: async (path) => void await readFile(path, file),
    });
  }
  return folder;
}
