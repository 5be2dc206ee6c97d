import { createHash } from "node:crypto";
import { readAnnounced } from "./content.ts";

/** Images of an IDX file. */
export interface IdxImages {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** Shape [count, height, width], row-major, 0 to 255. */
  readonly pixels: Uint8Array;
  /** SHA-256 (hexadecimal) of the content, header included. */
  readonly digest: string;
}

/** Labels of an IDX file. */
export interface IdxLabels {
  /** Shape [count]. */
  readonly labels: Uint8Array;
  /** SHA-256 (hexadecimal) of the content, header included. */
  readonly digest: string;
}

const kinds = {
  2049: "a label file",
  2051: "an image file",
} as const;

/** The whole of MNIST is 47 MB; nothing that we read comes near this. */
const maxContent = 256 * 2 ** 20; // bytes

/** Reads an IDX file of unsigned bytes whose header is a magic number and `dimensions` sizes. */
async function readIdx(
  path: string,
  magic: keyof typeof kinds,
  dimensions: number,
): Promise<{ sizes: number[]; values: Uint8Array; digest: string }> {
  const headSize = 4 * (1 + dimensions);
  let sizes: number[] = [];
  const content = await readAnnounced(path, headSize, (head) => {
    const view = new DataView(head.buffer);
    const received = view.getUint32(0);
    if (received !== magic) {
      const [, hint] = Object.entries(kinds).find(([known]) => Number(known) === received) ??
        [, head[0] === "<".charCodeAt(0) ? "an HTML page" : "not an IDX file"];
      throw new SyntaxError(
        `Cannot parse ${JSON.stringify(path)}: ${
          kinds[magic]
        } starts with magic number ${magic}, ` +
          `received ${received} (${hint})`,
      );
    }
    sizes = Array.from({ length: dimensions }, (_, index) => view.getUint32(4 * (1 + index)));
    const size = headSize + sizes.reduce((product, length) => product * length, 1);
    if (size === headSize || size > maxContent) {
      throw new RangeError(
        `Cannot read ${JSON.stringify(path)}: it must hold 1 to ${maxContent} bytes, its header ` +
          `announces ${sizes.join(" x ")}`,
      );
    }
    return size;
  });
  const digest = createHash("sha256").update(content).digest("hex");
  return { sizes, values: content.subarray(headSize), digest };
}

/**
 * Reads the images of an IDX file (http://yann.lecun.com/exdb/mnist), gzipped or not.
 *
 * @throws {SyntaxError} If the file is not a whole IDX image file, or something follows it.
 * @throws {RangeError} If its header announces no pixels, or more than 256 MiB.
 */
export async function readIdxImages(path: string): Promise<IdxImages> {
  const { sizes: [count, height, width], values, digest } = await readIdx(path, 2051, 3);
  return { count, height, width, pixels: values, digest };
}

/**
 * Reads the labels of an IDX file, gzipped or not.
 *
 * @param path The file.
 * @param classes Labels must be below this.
 * @throws {SyntaxError} If the file is not a whole IDX label file, or something follows it.
 * @throws {RangeError} If a label is out of range, or there is none, or more than 256 MiB of them.
 */
export async function readIdxLabels(path: string, classes: number): Promise<IdxLabels> {
  const { values: labels, digest } = await readIdx(path, 2049, 1);
  const index = labels.findIndex((label) => label >= classes);
  if (index >= 0) {
    throw new RangeError(
      `Cannot read ${JSON.stringify(path)}: labels must be below ${classes}, received ` +
        `${labels[index]} at index ${index}`,
    );
  }
  return { labels, digest };
}
