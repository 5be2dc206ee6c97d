import { basename, dirname, join } from "node:path";
import { store } from "./_store.ts";

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
class Refusal extends Error {}

/** Short, so that a machine without a network gets to its stand-in soon. */
const defaultTimeouts = { connect: 3_000, idle: 15_000 };

/** Aborts unless it is called again in time. */
class Watchdog {
  readonly #controller = new AbortController();
  #timer?: ReturnType<typeof setTimeout>;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  expect(what: string, milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => this.#controller.abort(new Refusal(`no ${what} in ${milliseconds / 1000} s`)),
      milliseconds,
    );
  }

  /** Ends what still runs, too. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#controller.abort();
  }
}

function isHtml(start: Uint8Array): boolean {
  const text = new TextDecoder().decode(start.subarray(0, 64)).trimStart().toLowerCase();
  return text.startsWith("<!doctype") || text.startsWith("<html");
}

/** The body of a GET request, piece by piece; throws a `Refusal` if it is not the whole file. */
async function* receive(
  address: string,
  file: string,
  { maxBytes, signal, onProgress, timeouts: { connect, idle } = defaultTimeouts }: DownloadOptions,
): AsyncGenerator<Uint8Array> {
  const watchdog = new Watchdog();
  try {
    watchdog.expect("answer", connect);
    const response = await fetch(address, {
      headers: { "accept-encoding": "identity" }, // so that Content-Length counts what we get
      signal: signal ? AbortSignal.any([signal, watchdog.signal]) : watchdog.signal,
    });
    if (response.status !== 200 || !response.body) {
      throw new Refusal(`HTTP status ${response.status}`);
    }
    if (response.headers.get("content-type")?.startsWith("text/html")) {
      throw new Refusal("an HTML page instead of data");
    }
    const announced = response.headers.get("content-length");
    const total = announced === null ? undefined : Number(announced);
    if (total !== undefined && total > maxBytes) {
      throw new Refusal(`${total} bytes where at most ${maxBytes} are expected`);
    }
    let received = 0;
    watchdog.expect("data", idle);
    for await (const chunk of response.body) {
      if (received === 0 && isHtml(chunk)) throw new Refusal("an HTML page instead of data");
      received += chunk.length;
      if (received > maxBytes) throw new Refusal(`more than ${maxBytes} bytes`);
      yield chunk;
      onProgress?.({ file, received, total });
      watchdog.expect("data", idle);
    }
    if (received === 0) throw new Refusal("an empty answer");
  } catch (error) {
    // `fetch`, and a body shorter than announced, fail with a TypeError; or with what aborted them.
    if (!(error instanceof TypeError)) throw error;
    const { message } = error.cause instanceof Error ? error.cause : error;
    throw new Refusal(message.split(": ").slice(-2).join(": ")); // before that: the address again
  } finally {
    watchdog.stop();
  }
}

/**
 * Downloads a file from the first address that has it.
 *
 * It is received under another name beside `target`, verified, written through to the disk and only
 * then renamed: whatever happens, there is either the whole right file at `target` or none, and
 * nothing else is left.
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
  for (const address of addresses) {
    const partial = join(dirname(target), `.${file}.${crypto.randomUUID()}.part`);
    try {
      await store(partial, receive(address, file, options));
      await options.verify(partial).catch((error) => {
        throw new Refusal(error.message.replaceAll(partial, target));
      });
      options.signal?.throwIfAborted();
      await Deno.rename(partial, target);
      return;
    } catch (error) {
      if (options.signal?.aborted) throw options.signal.reason;
      if (!(error instanceof Refusal)) throw error;
      reasons.push(`${new URL(address).host}: ${error.message}`);
    } finally {
      await Deno.remove(partial).catch(() => {}); // gone already if it was renamed
    }
  }
  throw new DownloadError(`Cannot download ${JSON.stringify(file)}: ${reasons.join("; ")}`);
}
