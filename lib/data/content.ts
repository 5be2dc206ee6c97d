import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";

/** Most bytes that are read of a file, unpacked. CIFAR-100 has 176 MiB. */
const maxContent = 256 * 2 ** 20;

/**
 * The content of a file, unpacked where its first bytes say that it is gzipped, in pieces of at most
 * 64 KiB and only as fast as they are read.
 *
 * @throws {Deno.errors.NotFound} If there is no such file.
 * @throws {SyntaxError} If the gzip is truncated or corrupt, or something follows it.
 * @throws {RangeError} If there are more than 256 MiB.
 */
export async function* readContent(path: string): AsyncGenerator<Uint8Array> {
  const isPacked = await isGzipped(path);
  const file = createReadStream(path);
  const content = isPacked ? pipeline(file, createGunzip(), () => {}) : file;
  let size = 0;
  try {
    for await (const chunk of content) {
      size += chunk.length;
      if (size > maxContent) break;
      yield chunk;
    }
  } catch (error) {
    if (!isPacked) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SyntaxError(
      `Cannot unpack ${JSON.stringify(path)}: a whole gzip file must follow, received ${size} ` +
        `good bytes, then: ${reason} (a truncated or damaged file)`,
    );
  }
  if (size > maxContent) {
    throw new RangeError(
      `Cannot read ${
        JSON.stringify(path)
      }: it must hold at most ${maxContent} bytes, received more`,
    );
  }
}

async function isGzipped(path: string): Promise<boolean> {
  using file = await Deno.open(path);
  const start = new Uint8Array(2);
  await file.read(start);
  return start[0] === 0x1f && start[1] === 0x8b;
}
