import { watchLaunchers } from "./launchers.ts";

/** A signal, or the end of `deno task` or `npx`, asked this process to end. */
export class Interruption extends Error {
  override name = "Interruption";
  /** 128 and the signal's number, as shells have it. */
  readonly exitCode: number;

  constructor(cause: string, exitCode: number) {
    super(`Interrupted by ${cause}`);
    this.exitCode = exitCode;
  }
}

/** As of SIGHUP: whoever would read the output is gone. */
const launcherGone = { cause: "the end of the process that started this one", exitCode: 129 };

/**
 * SIGHUP comes when the terminal is closed. `nohup` does not keep it away: Deno hears of all of them
 * once a program listens to one, and so does `deno task`.
 */
const exitCodes: Partial<Record<Deno.Signal, number>> = Deno.build.os === "windows"
  ? { SIGINT: 130 }
  : { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** One Ctrl-C under `deno task` comes twice: from the terminal and passed on by the task (ms). */
const sameInterruption = 1000;

/**
 * A signal that is aborted with an {@linkcode Interruption} on Ctrl-C and its like, and where
 * `deno task` or `npx` ended without one. Another Ctrl-C, a second later, ends the process at once.
 */
export function listenForInterruption(): { signal: AbortSignal; stopListening: () => void } {
  const controller = new AbortController();
  let first: number | undefined;
  const listeners = Object.entries(exitCodes).map(([name, exitCode]) => {
    const signal = name as Deno.Signal;
    const listener = () => {
      const now = performance.now();
      first ??= now;
      if (now - first > sameInterruption) Deno.exit(exitCode);
      controller.abort(new Interruption(signal, exitCode));
    };
    Deno.addSignalListener(signal, listener);
    return () => Deno.removeSignalListener(signal, listener);
  });
  const { cause, exitCode } = launcherGone;
  listeners.push(watchLaunchers(() => controller.abort(new Interruption(cause, exitCode))));
  return {
    signal: controller.signal,
    stopListening: () => listeners.forEach((remove) => remove()),
  };
}
