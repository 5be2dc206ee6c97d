import { createHash } from "node:crypto";
import { basename } from "node:path";
import { readContent } from "./content.ts";
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

export type Cifar100Counts = { readonly [file in keyof typeof cifar100Counts]: number };

/** Images of one file of records. */
export interface Cifar100Examples extends Examples {
  /**
   * SHA-256 (hexadecimal) of the records' own digests, sorted and one a line: it does not depend on
   * the order of the records.
   */
  readonly recordsDigest: string;
  /** Images of each of the 20 superclasses. */
  readonly superclassSizes: Uint32Array;
}

/** CIFAR-100 as it is read, with its fine labels. */
export interface Cifar100 extends Pick<Dataset, "shape" | "classes"> {
  readonly train: Cifar100Examples;
  readonly test: Cifar100Examples;
}

/** Refuses a record file of `bytes` before any of it is read. */
function checkCifar100Size(name: string, bytes: number, count: number): void {
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
 * @param name For errors.
 * @param chunks Bytes of the records, in pieces of any length.
 * @param count Number of records that there must be.
 * @returns Images of shape [32, 32, 3] with their fine labels.
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
  const digests: string[] = [];
  const superclassSizes = new Uint32Array(coarseClasses);
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
      superclassSizes[coarse]++;
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
  return { count, size, pixels, labels, recordsDigest, superclassSizes };
}

/** Reads names, one a line, from a file of `size` bytes. */
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

/** The files of a folder in the form of an archive's entries. */
async function* readFolder(path: string): ReturnType<typeof readTar> {
  for (const file of cifar100Files) {
    const name = `${path}/${file}`;
    const info = await Deno.stat(name).catch(() => undefined);
    // `readCifar100()` names missing files.
    if (info?.isFile) yield { name, size: info.size, chunks: readContent(name) };
  }
}

/**
 * Reads CIFAR-100, with its fine labels as classes.
 *
 * @param path A folder with train.bin, test.bin and fine_label_names.txt, or an archive (.tar.gz)
 *   that holds them in any folder.
 * @param counts Number of records in each file.
 * @throws {Deno.errors.NotFound} If one of the files is missing.
 * @throws {SyntaxError} If one is truncated, corrupt or too long.
 * @throws {RangeError} If the number of records is wrong, or a label is out of range.
 */
export async function readCifar100(
  path: string,
  counts: Cifar100Counts = cifar100Counts,
): Promise<Cifar100> {
  const isFolder = (await Deno.stat(path)).isDirectory;
  const seen = new Set<string>();
  const examples: { [file in "train.bin" | "test.bin"]?: Cifar100Examples } = {};
  let classes: string[] | undefined;
  for await (const { name, size, chunks } of isFolder ? readFolder(path) : readTar(path)) {
    const label = isFolder ? name : `${path}: ${name}`;
    const file = cifar100Files.find((file) => basename(name) === file);
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
  return { shape: [side, side, 3], classes, train, test };
}
