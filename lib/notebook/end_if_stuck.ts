/**
 * Ends this process if its thread does nothing for so long: a native call that never returns keeps
 * timers and signals from being heard, and limits from being kept. A worker has the clock.
 *
 * @param milliseconds Counted in tenths, so that a machine's sleep is not taken for it.
 * @returns Ends the watch when it is disposed.
 */
export function endIfStuck(milliseconds: number): Disposable {
  const url = new URL("./_end_if_stuck_worker.ts", import.meta.url);
  const worker = new Worker(url, { type: "module" });
  const tenth = milliseconds / 10;
  worker.postMessage(tenth);
  const timer = setInterval(() => worker.postMessage(tenth), tenth);
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      worker.terminate();
    },
  };
}
