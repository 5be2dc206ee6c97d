/**
 * The stop button of a notebook: Jupyter sends SIGINT to the kernel, which by itself would end with
 * all that it holds. In a kernel this module listens from when it is imported; elsewhere it does
 * nothing, and Ctrl-C ends a script as ever.
 *
 * @module
 */

/** What listens to the stop button, while it runs. */
export interface Stoppable extends Disposable {
  /** Aborted when the button is pressed. */
  readonly signal: AbortSignal;
  /**
   * Lets a press be heard, which code that waits for nothing but promises keeps from it. To be
   * called at the end too: a press that comes in is lost otherwise.
   *
   * @throws {Error} If the button was pressed.
   */
  check(): Promise<void>;
}

/** A press is a second one from the end of a double click on, and for so long (ms). */
const SECOND_PRESS = { from: 500, until: 5000 };

/** What this thread shares with the worker that hears presses while it is busy. */
export interface Shared {
  /** When this thread last heard a press, i64, milliseconds since 1970, shape [1]. */
  readonly heard: BigInt64Array;
  /** How much of this library runs here, i32, shape [1]. */
  readonly running: Int32Array;
}

const shared: Shared = {
  heard: new BigInt64Array(new SharedArrayBuffer(8)),
  running: new Int32Array(new SharedArrayBuffer(4)),
};

let controller = new AbortController();

/**
 * Begins something that the stop button is to end, by the signal, and no second press the kernel.
 *
 * @example
 * ```ts
 * import { untilStopped } from "./stop_button.ts";
 * using stop = untilStopped();
 * for (let step = 0; step < 3; step++) await stop.check();
 * ```
 */
export function untilStopped(): Stoppable {
  Atomics.add(shared.running, 0, 1);
  const { signal } = controller;
  return {
    signal,
    async check() {
      await turn();
      signal.throwIfAborted();
    },
    [Symbol.dispose]: () => Atomics.sub(shared.running, 0, 1),
  };
}

/** Lets timers and signals be heard. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

let lastTaken = -Infinity;
let lastPress = -Infinity;

function press(): void {
  Atomics.store(shared.heard, 0, BigInt(Date.now()));
  const now = performance.now();
  const pressed = controller;
  controller = new AbortController();
  pressed.abort(new Error("Stopped"));
  if (Atomics.load(shared.running, 0) > 0) {
    lastTaken = now;
    return;
  }
  const since = now - lastPress;
  if (now - lastTaken < SECOND_PRESS.until || since < SECOND_PRESS.from) return;
  if (since < SECOND_PRESS.until) Deno.exit(130);
  lastPress = now;
  console.error("Nothing runs that the stop button ends: a second press ends the kernel");
}

function inKernel(): boolean {
  try {
    return Boolean((Deno as unknown as { jupyter: unknown }).jupyter); // throws outside of a kernel
  } catch {
    return false;
  }
}

if (inKernel()) {
  Deno.addSignalListener("SIGINT", press);
  const url = new URL("./_stop_button_worker.ts", import.meta.url);
  new Worker(url, { type: "module" }).postMessage({ ...shared, doubleClick: SECOND_PRESS.from });
}
