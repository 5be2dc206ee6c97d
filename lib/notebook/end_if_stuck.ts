/**
 * Ends this process if its thread does not react for so long: a native call that never returns
 * blocks timers and signals. A worker watches the time.
 *
 * @param milliseconds Counted in tenths, so that a machine's sleep does not count.
 * @returns Ends the watch when disposed.
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
