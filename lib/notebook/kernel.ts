import { type KernelChannels, openChannels } from "./channels.ts";
import { checkLoopback, type KernelProcess, spawnKernel } from "./kernel_process.ts";
import { endIfStuck } from "./end_if_stuck.ts";
import { kernelError, type KernelOutput, kernelOutput } from "./kernel_output.ts";
import type { Message } from "./wire.ts";

/** A running Deno kernel. */
export interface Kernel extends AsyncDisposable {
  /**
   * Runs code and yields outputs until the kernel is idle and all have arrived. A cell that throws
   * ends with an output of type "error". Late outputs of earlier executions are yielded too. One
   * execution at a time.
   *
   * @throws {KernelExitError} If the kernel's process ends.
   * @throws The reason of the signal given to {@linkcode startKernel}, once it is aborted.
   */
  execute(code: string): AsyncGenerator<KernelOutput, void, void>;
  /** Ends the kernel, by force if it does not answer. */
  close(): Promise<void>;
}

/** The kernel's process ended early. */
export class KernelExitError extends Error {
  override name = "KernelExitError";
}

export interface KernelOptions {
  /** Working directory of the code: the notebook's folder. */
  readonly cwd: string;
  /**
   * Makes a running start throw. A running execution is interrupted, as by Jupyter's stop button, and
   * throws when it has ended, or a minute later.
   */
  readonly signal?: AbortSignal;
}

/** Longest time without a reaction of this process, which only passes on messages. */
const stuckLimit = 30_000; // ms
const startLimit = 60_000; // ms; the first start on a slow disk takes seconds
const shutdownGrace = 2000; // ms
/** Time for an interrupted cell to end: the current epoch and a checkpoint. */
const interruptionGrace = 60_000; // ms
/** Silence after which outputs count as complete. */
const quiet = 20; // ms

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * Messages as they arrive; undefined after each short wait without one.
 *
 * @param interrupt Called when the signal is aborted; messages are yielded for some time after it.
 */
async function* messages(
  channels: KernelChannels,
  signal?: AbortSignal,
  interrupt?: () => void,
): AsyncGenerator<Message | undefined, never, void> {
  let last = performance.now();
  let interrupted: number | undefined;
  for (let count = 1;; count++) {
    if (signal?.aborted && interrupt && interrupted === undefined) {
      interrupted = performance.now();
      interrupt();
    }
    const grace = interrupted === undefined ? 0 : interrupted + interruptionGrace;
    if (performance.now() >= grace) signal?.throwIfAborted();
    const message = await channels.receive();
    if (message) {
      last = performance.now();
      if (count % 100 === 0) await sleep(0); // or a flood of messages would block signals
      yield message;
    } else {
      // Short waits soon after a message, longer ones while a network trains.
      await sleep(Math.min(20, 1 + (performance.now() - last) / 20));
      yield undefined;
    }
  }
}

const isIdle = ({ type, content }: Message) =>
  type === "status" && content.execution_state === "idle";

/** Requests the kernel's information until an answer and a status arrive. */
async function waitUntilReady(
  channels: KernelChannels,
  process: KernelProcess,
  signal?: AbortSignal,
): Promise<void> {
  const start = performance.now();
  let asked = -Infinity;
  let answered = false;
  let subscribed = false;
  for await (const message of messages(channels, signal)) {
    if (message?.type === "kernel_info_reply") answered = true;
    if (message?.type === "status") subscribed = true;
    if (answered && subscribed) return;
    if (process.exited) {
      throw new KernelExitError(`Cannot start a kernel: its process ${process.describeExit()}`);
    }
    const now = performance.now();
    if (now - start > startLimit) {
      throw new KernelExitError(
        `Cannot start a kernel: it must answer within ${startLimit / 1000} s`,
      );
    }
    if (now - asked > 100) {
      asked = now;
      await channels.send("shell", "kernel_info_request", {});
    }
  }
}

/**
 * One `execute_request`. The 2.9.6 kernel reports idle before it has sent all of a cell's outputs.
 * Once idle it therefore receives further questions, until no output has arrived between a question
 * and the status that follows its answer on the same channel.
 */
async function* execute(
  code: string,
  channels: KernelChannels,
  process: KernelProcess,
  signal?: AbortSignal,
): AsyncGenerator<KernelOutput, void, void> {
  const request = await channels.send("shell", "execute_request", {
    code,
    silent: false,
    store_history: true,
    user_expressions: {},
    allow_stdin: false,
    stop_on_error: true,
  });
  let idle = false;
  let reply: Message | undefined;
  let threw = false;
  let question = "";
  let answered = false;
  let last = performance.now();

  for await (const message of messages(channels, signal, () => process.interrupt())) {
    const output = message && kernelOutput(message);
    if (output) {
      last = performance.now();
      question = "";
      if (output.request === request && output.type === "error") threw = true;
      yield output;
    } else if (message && message.parent === request) {
      if (isIdle(message)) idle = true;
      if (message.type === "execute_reply") reply = message;
    } else if (message && message.parent === question && isIdle(message)) {
      answered = true;
    } else if (!message && performance.now() - last > quiet) {
      if (process.exited) {
        signal?.throwIfAborted();
        throw new KernelExitError(`The kernel's process ${process.describeExit()}`);
      }
      if (!(idle && reply)) continue;
      if (question === "") {
        answered = false;
        question = await channels.send("shell", "kernel_info_request", {});
      } else if (answered) {
        // Only the reply reports code that does not parse.
        signal?.throwIfAborted();
        if (reply.content.status === "error" && !threw) yield { request, ...kernelError(reply) };
        return;
      }
    }
  }
}

async function startOnce({ cwd, signal }: KernelOptions): Promise<Kernel> {
  const connectionFile = await Deno.makeTempFile({ prefix: "kernel-", suffix: ".json" });
  let process: KernelProcess | undefined;
  let channels: KernelChannels | undefined;
  let closing: Promise<void> | undefined;
  const watch = endIfStuck(stuckLimit);
  async function close(): Promise<void> {
    try {
      if (process && channels && !process.exited) {
        await channels.send("control", "shutdown_request", { restart: false });
      }
    } finally {
      await process?.end(channels ? shutdownGrace : 0);
      channels?.close();
      watch[Symbol.dispose]();
    }
  }

  try {
    process = await spawnKernel(connectionFile, cwd);
    channels = openChannels(process.connection);
    await waitUntilReady(channels, process, signal);
  } catch (error) {
    await close();
    throw error;
  } finally {
    await Deno.remove(connectionFile); // the kernel has read it
  }

  const [ready, open] = [process, channels];
  const end = () => closing ??= close();
  return {
    execute: (code) => execute(code, open, ready, signal),
    close: end,
    [Symbol.asyncDispose]: end,
  };
}

/**
 * Starts a Deno kernel and waits until it answers.
 *
 * @throws {KernelExitError} If it ends before it answers, or does not answer in a minute.
 * @throws {Error} If a kernel cannot be reached on this machine.
 * @throws The signal's reason, if it is aborted.
 */
export async function startKernel(options: KernelOptions): Promise<Kernel> {
  options.signal?.throwIfAborted();
  await checkLoopback();
  try {
    return await startOnce(options);
  } catch (error) {
    // Another process can take one of its ports before the kernel opens it.
    if (!(error instanceof KernelExitError)) throw error;
    return await startOnce(options);
  }
}
