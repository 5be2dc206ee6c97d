import { basename } from "node:path";
import { Partial } from "./_partial.ts";

/** How far the download of one file has come. */
export interface Progress {
  /** Name of the file. */
  readonly file: string;
  /** Bytes so far. */
  readonly received: number;
  /** Bytes in all, where the server says. */
  readonly total?: number;
}

export interface DownloadOptions {
  /** Refuse anything longer. */
  readonly maxBytes: number;
  /** Throws if the file at `path` is not the one that was asked for. */
  readonly verify: (path: string) => Promise<void>;
  /** Ends the download; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Milliseconds to wait for an answer (`connect`), then for each piece of it (`idle`). */
  readonly timeouts?: { readonly connect: number; readonly idle: number };
}

/** No address gave the file that was asked for. */
export class DownloadError extends Error {
  override readonly name = "DownloadError";
}

/** Why one address is given up and the next one tried. */
class Refusal extends Error {
  /** @param keeps Whether what was received so far may still be the right file's. */
  constructor(reason: string, readonly keeps = false) {
    super(reason);
  }
}

/** Short, so that a machine without a network gets to its stand-in soon. */
const defaultTimeouts = { connect: 3_000, idle: 15_000 };

/**
 * Settles as `answer` does, or rejects with a `Refusal` after some milliseconds, or with the
 * signal's reason once it is aborted. A signal that is given to `fetch` does neither: Deno holds it
 * weakly, and after a garbage collection no abort reaches a body that is being read.
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
 * How many bytes the file has in all, by an answer with a part of it; throws a `Refusal` if that is
 * not the part from byte `from` to the end.
 */
function totalOfRange(response: Response, from: number): number {
  const range = response.headers.get("content-range") ?? "none";
  const [, start, end, total] = (/^bytes (\d+)-(\d+)\/(\d+)$/.exec(range) ?? []).map(Number);
  if (start !== from || end !== total - 1 || end < start) {
    throw new Refusal(`the part from byte ${from} was asked for, received ${range}`);
  }
  return total;
}

/** Receives what `partial` lacks of a file; throws a `Refusal` if that is not the rest of it. */
async function receive(
  address: string,
  partial: Partial,
  file: string,
  { maxBytes, signal, onProgress, timeouts: { connect, idle } = defaultTimeouts }: DownloadOptions,
): Promise<void> {
  const connection = new AbortController(); // frees what is still open, where Deno hears it
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  try {
    const from = partial.size;
    const answer = fetch(address, {
      headers: {
        "accept-encoding": "identity", // so that Content-Length counts what we get
        ...from > 0 && { range: `bytes=${from}-` },
      },
      signal: connection.signal,
    });
    const response = await inTime(answer, { what: "answer", milliseconds: connect, signal });
    reader = response.body?.getReader();
    const isRest = from > 0 && response.status === 206;
    if (!reader || !isRest && response.status !== 200) {
      const keeps = response.status !== 416; // as many bytes or more than there are
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
    // `fetch`, and a body shorter than announced, fail with a TypeError; or with what aborted them.
    if (!(error instanceof TypeError)) throw error;
    const { message } = error.cause instanceof Error ? error.cause : error;
    // Before that, the message has the address again.
    throw new Refusal(message.split(": ").slice(-2).join(": "), true);
  } finally {
    reader?.cancel().catch(() => {}); // it fails where the body did
    connection.abort();
  }
}

/**
 * Downloads a file from the first address that has it.
 *
 * It is received under another name beside `target`, verified, written through to the disk and only
 * then renamed: whatever happens, there is either the whole right file at `target` or none. What was
 * received when a connection breaks off, or when the process is killed, is continued at the next
 * address, or by the next call. Else nothing is left.
 *
 * @param addresses URLs, tried in order.
 * @param target Where the file shall be; folders are made.
 * @throws {DownloadError} If no address gives it; the message has every host with its reason.
 */
export async function download(
  addresses: readonly string[],
  target: string,
  options: DownloadOptions,
): Promise<void> {
  const file = basename(target);
  const reasons: string[] = [];
  await using partial = await Partial.of(target);
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
    } while (from > 0 && partial.size === 0); // it did not fit what we had: once more, from the start
  }
  throw new DownloadError(`Cannot download ${JSON.stringify(file)}: ${reasons.join("; ")}`);
}
