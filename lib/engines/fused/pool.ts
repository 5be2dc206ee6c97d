import { Worker } from "node:worker_threads";
import type { Answer, Call, Start } from "./worker.ts";

/**
 * The workers of an engine. A process does not wait for them when they have nothing to do, and they
 * end with it.
 */
export class Pool {
  readonly #workers: Worker[];
  /** Called with what ended the workers, if something did. */
  #fail: (reason: Error) => void = () => {};
  #ended?: Error;

  constructor(threads: number, start: Omit<Start, "thread">) {
    this.#workers = Array.from({ length: threads }, (_, thread) => {
      const workerData: Start = { ...start, thread };
      const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData });
      const ended = (cause?: unknown) =>
        this.#end(
          new Error("A worker of the fused engine ended: start the engine anew", { cause }),
        );
      worker.on("error", ended);
      worker.on("exit", () => ended());
      worker.unref();
      return worker;
    });
  }

  /**
   * Makes the same call on every worker.
   *
   * @throws {Error} If a worker fails or the pool is closed meanwhile.
   */
  async call(call: Call): Promise<void> {
    if (this.#ended) throw this.#ended;
    const failure = new Promise<never>((_, reject) => this.#fail = reject);
    await Promise.race([failure, Promise.all(this.#workers.map((worker) => ask(worker, call)))]);
  }

  async close(): Promise<void> {
    this.#end(new Error("The engine was closed"));
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #end(reason: Error): void {
    this.#ended ??= reason;
    this.#fail(reason);
  }
}

async function ask(worker: Worker, call: Call): Promise<void> {
  worker.ref();
  try {
    const { error } = await new Promise<Answer>((resolve) => {
      worker.once("message", resolve);
      worker.postMessage(call);
    });
    if (error !== undefined) throw new Error(`A worker of the fused engine failed: ${error}`);
  } finally {
    worker.unref();
  }
}
