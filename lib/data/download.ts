import { basename } from "node:path";
import { PartialFile } from "./_partial_file.ts";

/** Progress of the download of one file. */
export interface DownloadProgress {
  /** Name of the file. */
  readonly file: string;
  /** Bytes so far. */
  readonly received: number;
  /** Bytes in all, if the server says. */
  readonly total?: number;
}

export interface DownloadOptions {
  /** Refuse anything longer. */
  readonly maxBytes: number;
  /** Throws if the file at `path` is not the expected one. */
  readonly verify: (path: string) => Promise<void>;
  /** Ends the download; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Milliseconds to wait for an answer (`connect`), then for each piece of it (`idle`). */
  readonly timeouts?: { readonly connect: number; readonly idle: number };
}

/** No address gave the file. */
export class DownloadError extends Error {
  override readonly name = "DownloadError";
}

/** The reason to try the next address. */
class Refusal extends Error {
  /** @param keeps Whether the bytes received so far may still be the right file's. */
  constructor(reason: string, readonly keeps = false) {
    super(reason);
  }
}

/** Short, so that a machine without a network soon uses the stand-in. */
const defaultTimeouts = { connect: 3_000, idle: 15_000 };

/**
 * Settles as `answer` does, or rejects with a `Refusal` after some milliseconds, or with the reason
 * of an aborted signal. A signal passed to `fetch` does neither: Deno holds it weakly, and after a
 * garbage collection no abort reaches a body that is being read.
 */
async function inTime<T>(
  answer: Promise<T>,
  { what, milliseconds, signal }: { what: string; milliseconds: number; signal?: AbortSignal },
): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Refusal(`no ${what} in ${milliseconds / 1000} s`, true)),
    milliseconds,
  );
  const abort = () => reject(signal!.reason);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

function isHtml(start: Uint8Array): boolean {
  const text = new TextDecoder().decode(start.subarray(0, 64)).trimStart().toLowerCase();
  return text.startsWith("<!doctype") || text.startsWith("<html");
}

/**
 * The file's bytes in all, from an answer with a part of it; throws a `Refusal` if that is not the
 * part from byte `from` to the end.
 */
function totalOfRange(response: Response, from: number): number {
  const range = response.headers.get("content-range") ?? "none";
  const [, start, end, total] = (/^bytes (\d+)-(\d+)\/(\d+)$/.exec(range) ?? []).map(Number);
  if (start !== from || end !== total - 1 || end < start) {
    throw new Refusal(`the part from byte ${from} was asked for, received ${range}`);
  }
  return total;
}

/** Receives the rest of a file; throws a `Refusal` if the answer is not that. */
async function receive(
  address: string,
  partial: PartialFile,
  file: string,
  { maxBytes, signal, onProgress, timeouts: { connect, idle } = defaultTimeouts }: DownloadOptions,
): Promise<void> {
  const connection = new AbortController(); // closes the connection at the end
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  try {
    const from = partial.size;
    const answer = fetch(address, {
      headers: {
        "accept-encoding": "identity", // so that Content-Length counts the file's bytes
        ...from > 0 && { range: `bytes=${from}-` },
      },
      signal: connection.signal,
    });
    const response = await inTime(answer, { what: "answer", milliseconds: connect, signal });
    reader = response.body?.getReader();
    const isRest = from > 0 && response.status === 206;
    if (!reader || !isRest && response.status !== 200) {
      const keeps = response.status !== 416; // the part has at least as many bytes as the file
      throw new Refusal(`HTTP status ${response.status}`, keeps);
    }
    if (response.headers.get("content-type")?.startsWith("text/html")) {
      throw new Refusal("an HTML page instead of data", true);
    }
    const announced = response.headers.get("content-length");
    const total = isRest
      ? totalOfRange(response, from)
      : announced === null
      ? undefined
      : Number(announced);
    if (total !== undefined && total > maxBytes) {
      throw new Refusal(`${total} bytes where at most ${maxBytes} are expected`);
    }
    if (!isRest) await partial.clear();
    const limit = total ?? maxBytes;
    for (;;) {
      const piece = { what: "data", milliseconds: idle, signal };
      const { done, value: chunk } = await inTime(reader.read(), piece);
      if (done) break;
      if (partial.size === 0 && isHtml(chunk)) throw new Refusal("an HTML page instead of data");
      if (partial.size + chunk.length > limit) throw new Refusal(`more than ${limit} bytes`);
      await partial.write(chunk);
      onProgress?.({ file, received: partial.size, total });
    }
    if (partial.size === 0) throw new Refusal("an empty answer");
    if (partial.size < (total ?? 0)) {
      throw new Refusal(`${partial.size} of ${total} bytes`, true);
    }
  } catch (error) {
    // `fetch`, and a body shorter than announced, fail with a TypeError, or the reason of an abort.
    if (!(error instanceof TypeError)) throw error;
    const { message } = error.cause instanceof Error ? error.cause : error;
    // The message starts with the address.
    throw new Refusal(message.split(": ").slice(-2).join(": "), true);
  } finally {
    reader?.cancel().catch(() => {}); // it fails where the body did
    connection.abort();
  }
}

/**
 * Downloads a file from the first address that has it.
 *
 * The temporary file beside `target` is verified, written through to the disk and then renamed:
 * `target` is either the whole right file or absent. A download continues at the next address when a
 * connection breaks off, and at the next call when the process is killed. Otherwise nothing is left.
 *
 * @param addresses URLs, tried in order.
 * @param target Path of the file; its folders are made.
 * @throws {DownloadError} If no address gives it; the message has every host with its reason.
 */
export async function download(
  addresses: readonly string[],
  target: string,
  options: DownloadOptions,
): Promise<void> {
  const file = basename(target);
  const reasons: string[] = [];
  await using partial = await PartialFile.of(target);
  for (const address of addresses) {
    let from: number;
    do {
      from = partial.size;
      try {
        await receive(address, partial, file, options);
        await partial.sync();
        await options.verify(partial.path).catch((error) => {
          throw new Refusal(error.message.replaceAll(partial.path, target));
        });
        options.signal?.throwIfAborted();
        return await partial.keep();
      } catch (error) {
        if (options.signal?.aborted) throw options.signal.reason;
        if (!(error instanceof Refusal)) throw error;
        reasons.push(`${new URL(address).host}: ${error.message}`);
        if (!error.keeps) await partial.clear();
      }
    } while (from > 0 && partial.size === 0); // the part did not fit: once more, from the start
  }
  throw new DownloadError(`Cannot download ${JSON.stringify(file)}: ${reasons.join("; ")}`);
}
