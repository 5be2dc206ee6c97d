/**
 * Runs a task that the notebook's stop button, or Ctrl-C, is to end in its own time: the signal is
 * aborted, where otherwise the kernel would end at once.
 */
export async function stoppable<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () =>
    controller.abort(new Error("Stopped: what was trained is kept, run the cell again to go on"));
  Deno.addSignalListener("SIGINT", stop);
  try {
    return await task(controller.signal);
  } finally {
    Deno.removeSignalListener("SIGINT", stop);
  }
}
