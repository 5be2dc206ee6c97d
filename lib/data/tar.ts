import { Readable } from "node:stream";
import tar from "tar-stream";
import { openContent } from "./content.ts";

/** One file of an archive. */
export interface TarEntry {
  /** With its folders, for example "cifar-100-binary/train.bin". */
  readonly name: string;
  /** Bytes, as the archive announces them. */
  readonly size: number;
  /** Its bytes, to be read before the next entry is asked for; what is not read is skipped. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** CIFAR-100 is 176 MiB; nothing that we read comes near this. */
const maxContent = 256 * 2 ** 20; // bytes

/** Passes on what an archive holds unless it is too much: some of it would be kept in memory. */
async function* limited(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maxContent) {
      throw new RangeError(
        `Cannot read ${
          JSON.stringify(path)
        }: it must hold at most ${maxContent} bytes, received more`,
      );
    }
    yield chunk;
  }
}

/**
 * The regular files of a tar archive, gzipped or not, in the archive's order. Nothing is written
 * anywhere, and no more of the archive is read than is asked for.
 *
 * @throws {SyntaxError} If the archive is truncated or corrupt, or is not a tar archive.
 * @throws {RangeError} If more than 256 MiB are in it.
 */
export async function* readTar(path: string): AsyncGenerator<TarEntry> {
  const { chunks } = await openContent(path);
  const extract = tar.extract();
  const source = Readable.from(limited(path, chunks));
  source.on("error", (error) => extract.destroy(error));
  source.pipe(extract);
  const parse = async function* <T>(part: AsyncIterable<T>): AsyncGenerator<T> {
    try {
      yield* part;
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof RangeError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new SyntaxError(
        `Cannot parse ${JSON.stringify(path)}: it must be a tar archive, received: ${reason}`,
      );
    }
  };
  try {
    for await (const entry of parse(extract)) {
      const { name, size, type } = entry.header;
      if (type === "file" && size !== undefined) {
        yield { name, size, chunks: parse(entry as AsyncIterable<Uint8Array>) };
      }
      entry.resume();
    }
  } finally {
    source.destroy();
    extract.destroy();
  }
}
