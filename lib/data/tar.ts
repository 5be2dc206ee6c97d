import { Readable } from "node:stream";
import tar from "tar-stream";
import { readContent } from "./content.ts";

/** One file of an archive. */
export interface TarEntry {
  /** With its folders, for example "cifar-100-binary/train.bin". */
  readonly name: string;
  /** Bytes, as announced by the archive. */
  readonly size: number;
  /** Its bytes, to be read before the next entry is asked for; unread bytes are skipped. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * The regular files of a tar archive, gzipped or not, in the archive's order. Nothing is written, and
 * no more of the archive is read than is asked for.
 *
 * @throws {SyntaxError} If the archive is truncated or corrupt, or is not a tar archive.
 * @throws {RangeError} If it holds more than 256 MiB.
 */
export async function* readTar(path: string): AsyncGenerator<TarEntry> {
  const extract = tar.extract();
  const source = Readable.from(readContent(path));
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
