/**
 * One thread of the fused engine: makes the calls that its owner asks for, in shared memory.
 *
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import { flushDenormals } from "./denormals.ts";
import { type Exports, instantiate } from "./module.ts";

/** What a worker is given at its start. */
export interface Start {
  readonly thread: number;
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Address of how many workers have a call to answer, i32. */
  readonly busy: number;
  /** Path of the BLAS that products go to, if they do. */
  readonly blas?: string;
}

/** A request: a call of one of the jobs that the module exports. */
export interface Call {
  readonly name: keyof Exports["jobs"];
  /** Address of the job. */
  readonly job: number;
}

/** Answer to a request: nothing, or what went wrong. */
export interface Answer {
  readonly error?: string;
}

const { thread, module, memory, busy, blas }: Start = workerData;
const busyCount = new Int32Array(memory.buffer, busy, 1);
const { jobs } = instantiate(module, memory, { blas, flushing: flushDenormals() });
parentPort!.on("message", ({ name, job }: Call) => {
  const answer: Answer = run(() => jobs[name](job, thread));
  Atomics.sub(busyCount, 0, 1);
  Atomics.notify(busyCount, 0);
  parentPort!.postMessage(answer);
});

function run(call: () => void): Answer {
  try {
    call();
    return {};
  } catch (error) {
    return { error: String(error) };
  }
}
