/**
 * The stop button of a notebook: Jupyter sends SIGINT to the kernel, which ends a kernel without a
 * listener, with all its state. This module listens from its import on, in a kernel only: Ctrl-C still
 * ends a script.
 *
 * @module
 */

/** Work that the stop button ends. */
export interface Stoppable extends Disposable {
  /** Aborted when the button is pressed. */
  readonly signal: AbortSignal;
  /**
   * Gives the event loop a turn, so that a press is noticed. Must also be called at the end, or a late
   * press is lost.
   *
   * @throws {Error} If the button was pressed.
   */
  check(): Promise<void>;
}

/** A second press follows the first within this interval (ms); an earlier one is a double click. */
const SECOND_PRESS = { from: 500, until: 5000 };

/** Shared with the worker, which notices presses while this thread is busy. */
export interface Shared {
  /** Time when this thread last noticed a press, i64, milliseconds since 1970, shape [1]. */
  readonly heard: BigInt64Array;
  /** Number of running {@linkcode Stoppable}s, i32, shape [1]. */
  readonly running: Int32Array;
}

const shared: Shared = {
  heard: new BigInt64Array(new SharedArrayBuffer(8)),
  running: new Int32Array(new SharedArrayBuffer(4)),
};

let controller = new AbortController();

/**
 * Begins work that the stop button ends by its signal; meanwhile a second press does not end the kernel.
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

/** Gives timers and signals a turn. */
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
