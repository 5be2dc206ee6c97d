import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { readContent } from "./content.ts";

/** Content of an IDX file of unsigned bytes. */
export interface Idx {
  /** Images or labels. */
  readonly count: number;
  /** Row-major: shape [count, height, width] of images, [count] of labels. */
  readonly values: Uint8Array;
  /** SHA-256 (hexadecimal) of the content, header included. */
  readonly digest: string;
}

/** Number of sizes in the header of each kind of file. */
const dimensions = { images: 3, labels: 1 } as const;

/** First four bytes of a file of unsigned bytes, without the number of sizes. */
const UNSIGNED_BYTES = 0x800;

/**
 * Reads an IDX file (http://yann.lecun.com/exdb/mnist), gzipped or not.
 *
 * @throws {SyntaxError} If the file is not a whole IDX file of that kind, or something follows it.
 * @throws {RangeError} If it holds more than 256 MiB.
 */
export async function readIdx(path: string, kind: keyof typeof dimensions): Promise<Idx> {
  const refuse = (expected: string, received: string): never => {
    throw new SyntaxError(
      `Cannot parse ${JSON.stringify(path)}: ${expected}, received ${received}`,
    );
  };
  const content = new Uint8Array(Buffer.concat(await Array.fromAsync(readContent(path))));
  const headSize = 4 * (1 + dimensions[kind]);
  if (content.length < headSize) {
    refuse(`its header must be ${headSize} bytes`, `${content.length} in all`);
  }
  const header = new DataView(content.buffer);
  const magic = header.getUint32(0);
  const expected = UNSIGNED_BYTES + dimensions[kind];
  if (magic !== expected) {
    const other = Object.entries(dimensions).find(([, count]) => magic === UNSIGNED_BYTES + count);
    const hint = other?.[0] ?? (content[0] === "<".charCodeAt(0) ? "an HTML page" : "no IDX file");
    refuse(`${kind} start with magic number ${expected}`, `${magic} (${hint})`);
  }
  const sizes = Array.from(
    { length: dimensions[kind] },
    (_, index) => header.getUint32(4 * (1 + index)),
  );
  const size = headSize + sizes.reduce((product, length) => product * length, 1);
  if (content.length !== size) refuse(`its header announces ${size} bytes`, `${content.length}`);
  return {
    count: sizes[0],
    values: content.subarray(headSize),
    digest: createHash("sha256").update(content).digest("hex"),
  };
}
