import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";

/** What a file holds, unpacked if the file is gzipped. */
export interface Content {
  /** Whether the file is gzipped: told by its first bytes, not by its name. */
  readonly packed: boolean;
  /** Bytes of the file itself. */
  readonly fileSize: number;
  /**
   * The content, at most 64 KiB at a time and only as fast as it is asked for; to be read once.
   * Throws a `SyntaxError` where the gzip is truncated or corrupt, or something follows it.
   */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Deflate cannot pack more than about this many bytes into one. */
const maxPacking = 1032;

async function* readChunks(path: string, packed: boolean): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path);
  if (!packed) return yield* file;
  const unpacked = createGunzip();
  file.on("error", (error) => unpacked.destroy(error));
  let size = 0;
  try {
    for await (const chunk of file.pipe(unpacked)) {
      size += chunk.length;
      yield chunk;
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SyntaxError(
      `Cannot unpack ${JSON.stringify(path)}: a whole gzip file must follow, received ${size} ` +
        `good bytes, then: ${reason} (a truncated or damaged file)`,
    );
  } finally {
    file.destroy();
    unpacked.destroy();
  }
}

/**
 * Opens a file to read its content.
 *
 * @throws {Deno.errors.NotFound} If there is no such file.
 */
export async function openContent(path: string): Promise<Content> {
  using file = await Deno.open(path);
  const start = new Uint8Array(2);
  await file.read(start);
  const packed = start[0] === 0x1f && start[1] === 0x8b;
  return { packed, fileSize: (await file.stat()).size, chunks: readChunks(path, packed) };
}

/**
 * Reads the whole content of a file whose first bytes say how long it is. What they announce is
 * checked against the size of the file before memory is taken for it.
 *
 * @param path The file, gzipped or not.
 * @param headSize Bytes that `sizeOf` needs.
 * @param sizeOf Length of the content in bytes, head included; throws if the head is not valid.
 * @throws {SyntaxError} If the content is shorter or longer than announced, or cannot be unpacked.
 */
export async function readAnnounced(
  path: string,
  headSize: number,
  sizeOf: (head: Uint8Array) => number,
): Promise<Uint8Array> {
  const name = JSON.stringify(path);
  const { packed, fileSize, chunks } = await openContent(path);
  const head = new Uint8Array(headSize);
  let content: Uint8Array | undefined;
  let size = 0;
  for await (const chunk of chunks) {
    if (!content) {
      head.set(chunk.subarray(0, headSize - size), size);
      if (size + chunk.length >= headSize) {
        const announced = sizeOf(head);
        if (packed ? announced > fileSize * maxPacking : announced !== fileSize) {
          throw new SyntaxError(
            `Cannot parse ${name}: its header announces ${announced} bytes, received ` +
              (packed ? `a gzip file of ${fileSize}, which cannot hold them` : `${fileSize}`),
          );
        }
        content = new Uint8Array(announced);
        content.set(head.subarray(0, size));
      }
    }
    if (content && size + chunk.length > content.length) {
      throw new SyntaxError(
        `Cannot parse ${name}: its header announces ${content.length} bytes, received more`,
      );
    }
    content?.set(chunk, size);
    size += chunk.length;
  }
  if (!content) {
    throw new SyntaxError(
      `Cannot parse ${name}: its header must be ${headSize} bytes, received ${size} in all`,
    );
  }
  if (size < content.length) {
    throw new SyntaxError(
      `Cannot parse ${name}: its header announces ${content.length} bytes, received ${size}`,
    );
  }
  return content;
}
