/**
 * Notices the stop button while the kernel's thread is busy. A second press ends the kernel, if its
 * thread has not noticed the first and runs no work of this library.
 *
 * @module
 */
import type { Shared } from "./stop_button.ts";

/** The message that starts the worker. */
interface StartMessage extends Shared {
  /** Milliseconds. */
  readonly doubleClick: number;
}

/** Time within which an idle thread notices a press, in milliseconds. */
const HEARS_WITHIN = 300;

self.addEventListener("message", (event) => {
  const { heard, running, doubleClick } = (event as MessageEvent<StartMessage>).data;
  let pressed = -Infinity;
  let stuck = false;
  Deno.addSignalListener("SIGINT", async () => {
    const now = Date.now();
    if (now - pressed < doubleClick) return;
    pressed = now;
    await new Promise((resolve) => setTimeout(resolve, HEARS_WITHIN));
    // The other thread may have noticed this press first.
    const wasHeard = Number(Atomics.load(heard, 0)) > now - HEARS_WITHIN;
    const was = stuck;
    stuck = !wasHeard && Atomics.load(running, 0) === 0;
    if (was && stuck) Deno.kill(Deno.pid, "SIGKILL"); // Deno.exit() would end the worker only
  });
});
