import { watchLaunchers } from "./launchers.ts";

/** This process must end: by a signal, or because `deno task` or `npx` ended. */
export class Interruption extends Error {
  override name = "Interruption";
  /** 128 plus the signal's number, as in shells. */
  readonly exitCode: number;

  constructor(cause: string, exitCode: number) {
    super(`Interrupted by ${cause}`);
    this.exitCode = exitCode;
  }
}

/** The exit code is that of SIGHUP: the reader of the output is gone. */
const launcherGone = { cause: "the end of the process that started this one", exitCode: 129 };

/**
 * SIGHUP means that the terminal was closed. `nohup` does not prevent it: Deno and `deno task` receive
 * all of these signals once a program listens to one.
 */
const exitCodes: Partial<Record<Deno.Signal, number>> = Deno.build.os === "windows"
  ? { SIGINT: 130 }
  : { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** One Ctrl-C arrives twice under `deno task`: from the terminal and from the task (ms). */
const sameInterruption = 1000;

/**
 * A signal that is aborted with an {@linkcode Interruption} by Ctrl-C and similar signals, and by the
 * end of `deno task` or `npx`. Another Ctrl-C, a second later, ends the process at once.
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
