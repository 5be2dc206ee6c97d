import { createHash } from "node:crypto";
import { basename } from "node:path";
import { digested, readSum, sumsFile } from "./_sums.ts";
import { openContent } from "./content.ts";
import type { Dataset, Examples } from "./dataset.ts";
import { readTar } from "./tar.ts";

const side = 32;
const plane = side * side;
const size = 3 * plane;
/** Bytes of a record: two labels and the pixels. */
export const recordSize = 2 + size;
const coarseClasses = 20;
const fineClasses = 100;

/** Records in each file of the published set. */
export const cifar100Counts = { "train.bin": 50_000, "test.bin": 10_000 } as const;

/** Files that an archive or a folder must hold. */
export const cifar100Files = ["train.bin", "test.bin", "fine_label_names.txt"] as const;

/** Read where it is there. */
export const superclassFile = "coarse_label_names.txt";

export type Cifar100Counts = { readonly [file in keyof typeof cifar100Counts]: number };

/** Images of one file of records. */
export interface Cifar100Examples extends Examples {
  /** Coarse labels, shape [count], each below 20. */
  readonly superclasses: Uint8Array;
  /**
   * SHA-256 (hexadecimal) of the records' own, sorted and one a line: the same for the same records
   * in whatever order.
   */
  readonly recordsDigest: string;
}

/** All that is read of CIFAR-100. */
export interface Cifar100 extends Pick<Dataset, "shape" | "classes"> {
  readonly train: Cifar100Examples;
  readonly test: Cifar100Examples;
  /** Names of the coarse labels, where their file is there. */
  readonly superclassNames?: readonly string[];
}

/** Refuses a record file of `bytes` before any of it is read. */
export function checkCifar100Size(name: string, bytes: number, count: number): void {
  if (bytes % recordSize !== 0) {
    throw new SyntaxError(
      `Cannot parse ${JSON.stringify(name)}: records are ${recordSize} bytes each, received ` +
        `${bytes} bytes, ${bytes % recordSize} more than ${Math.floor(bytes / recordSize)} records`,
    );
  }
  if (bytes !== count * recordSize) {
    throw new RangeError(
      `Cannot read ${JSON.stringify(name)}: it must hold ${count} records, received ` +
        `${bytes / recordSize}`,
    );
  }
}

/** Red, green and blue planes to height x width x channels. */
function interleave(planes: Uint8Array, pixels: Uint8Array): void {
  for (let from = 0, to = 0; from < plane; from++) {
    pixels[to++] = planes[from];
    pixels[to++] = planes[from + plane];
    pixels[to++] = planes[from + 2 * plane];
  }
}

/**
 * Reads CIFAR-100 records, each a coarse label, a fine label, and 32x32 planes of red, green and
 * blue (https://www.cs.toronto.edu/~kriz/cifar.html).
 *
 * @param name What errors call them.
 * @param chunks Their bytes, in pieces of any length.
 * @param count How many there must be.
 * @returns Images of shape [32, 32, 3] with both labels.
 * @throws {SyntaxError} If there are fewer or more bytes.
 * @throws {RangeError} If a label is out of range.
 */
export async function readCifar100Records(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  count: number,
): Promise<Cifar100Examples> {
  const pixels = new Uint8Array(count * size);
  const labels = new Uint8Array(count);
  const superclasses = new Uint8Array(count);
  const digests: string[] = [];
  const record = new Uint8Array(recordSize);
  let filled = 0; // bytes of the record at `index`
  let index = 0;
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length;) {
      if (index === count) {
        throw new SyntaxError(
          `Cannot parse ${JSON.stringify(name)}: it must end after ${count} records, received more`,
        );
      }
      const part = chunk.subarray(from, from + recordSize - filled);
      record.set(part, filled);
      from += part.length;
      filled += part.length;
      if (filled < recordSize) break;
      const [coarse, fine] = record;
      if (coarse >= coarseClasses || fine >= fineClasses) {
        throw new RangeError(
          `Cannot read ${JSON.stringify(name)}: labels must be below ${coarseClasses} (coarse) ` +
            `and ${fineClasses} (fine), received ${coarse} and ${fine} in record ${index}`,
        );
      }
      labels[index] = fine;
      superclasses[index] = coarse;
      digests.push(createHash("sha256").update(record).digest("hex"));
      interleave(record.subarray(2), pixels.subarray(index * size, (index + 1) * size));
      filled = 0;
      index++;
    }
  }
  if (index < count) {
    throw new SyntaxError(
      `Cannot parse ${JSON.stringify(name)}: it must hold ${count * recordSize} bytes, received ` +
        `${index * recordSize + filled}`,
    );
  }
  const recordsDigest = createHash("sha256").update(digests.sort().join("\n")).digest("hex");
  return { count, size, pixels, labels, superclasses, recordsDigest };
}

/** Names, one a line, of a file of `size` bytes. */
async function readNames(
  name: string,
  size: number,
  chunks: AsyncIterable<Uint8Array>,
): Promise<string[]> {
  if (size > 65_536) {
    throw new RangeError(
      `Cannot read ${JSON.stringify(name)}: class names are below 64 KiB, received ${size} bytes`,
    );
  }
  let text = "";
  for await (const chunk of chunks) text += new TextDecoder().decode(chunk);
  return text.split(/\r?\n/).filter((line) => line !== "");
}

function checkClasses(name: string, classes: readonly string[]): void {
  if (classes.length !== fineClasses || new Set(classes).size !== fineClasses) {
    throw new SyntaxError(
      `Cannot parse ${JSON.stringify(name)}: it must hold ${fineClasses} different class names, ` +
        `received ${classes.length} lines, ${new Set(classes).size} of them different`,
    );
  }
}

/** The files of a folder as if they stood in an archive, checked where their digests are kept. */
async function* readFolder(path: string): ReturnType<typeof readTar> {
  for (const file of [...cifar100Files, superclassFile]) {
    const name = `${path}/${file}`;
    const found = (await Deno.stat(name).catch(() => undefined))?.isFile;
    if (!found) continue; // `readCifar100()` says what is missing
    const sum = await readSum(path, file);
    const { fileSize, chunks } = await openContent(name);
    const check = (digest: string) => {
      if (digest === sum) return;
      throw new RangeError(
        `Cannot read ${JSON.stringify(name)}: its SHA-256 must be ${sum}, as ` +
          `${JSON.stringify(`${path}/${sumsFile}`)} says, received ${digest}`,
      );
    };
    yield { name, size: fileSize, chunks: sum ? digested(chunks, check) : chunks };
  }
}

/**
 * Reads CIFAR-100, with its fine labels as classes.
 *
 * @param path A folder with train.bin, test.bin and fine_label_names.txt, or an archive (.tar.gz)
 *   that holds them in any folder. Where a folder has SHA256SUMS, as `sha256sum` writes it, they are
 *   checked.
 * @param counts Records in each of both files.
 * @throws {Deno.errors.NotFound} If one of the files is missing.
 * @throws {SyntaxError} If one is truncated, corrupt or too long.
 * @throws {RangeError} If the number of records is another one, a label is out of range, or a digest
 *   another one.
 */
export async function readCifar100(
  path: string,
  counts: Cifar100Counts = cifar100Counts,
): Promise<Cifar100> {
  const isFolder = (await Deno.stat(path)).isDirectory;
  const seen = new Set<string>();
  const examples: { [file in "train.bin" | "test.bin"]?: Cifar100Examples } = {};
  let classes: string[] | undefined, superclassNames: string[] | undefined;
  for await (const { name, size, chunks } of isFolder ? readFolder(path) : readTar(path)) {
    const label = isFolder ? name : `${path}: ${name}`;
    const file = [...cifar100Files, superclassFile].find((file) => basename(name) === file);
    if (!file) continue;
    if (seen.has(file)) {
      throw new SyntaxError(
        `Cannot read ${JSON.stringify(path)}: it must hold one ${file}, received two`,
      );
    }
    seen.add(file);
    if (file === "train.bin" || file === "test.bin") {
      checkCifar100Size(label, size, counts[file]);
      examples[file] = await readCifar100Records(label, chunks, counts[file]);
    } else if (file === superclassFile) {
      superclassNames = await readNames(label, size, chunks);
    } else {
      classes = await readNames(label, size, chunks);
      checkClasses(label, classes);
    }
  }
  const { "train.bin": train, "test.bin": test } = examples;
  if (!train || !test || !classes) {
    throw new Deno.errors.NotFound(
      `Cannot read ${JSON.stringify(path)}: it must hold ${cifar100Files.join(", ")}`,
    );
  }
  return { shape: [side, side, 3], classes, train, test, superclassNames };
}
