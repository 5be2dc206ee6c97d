import { resolveEnvironment } from "./called_from.ts";
import { Interruption, listenForInterruption } from "./interruption.ts";
import { processOutput, Terminal, type TerminalOutput } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

/** A command of `deno task`. */
export interface Command<Request> {
  readonly usage: string;
  /**
   * Ctrl-C and its like: "abort" leaves the end to `run`, whose signal is aborted; by default they
   * end the process.
   */
  readonly onInterruption?: "abort";
  /** @throws {UsageError} If the command line cannot be understood. */
  parse(args: string[]): Request | "help";
  /** @returns The exit code, 0 by default. */
  run(request: Request, context: CommandContext): Promise<number | void>;
  /** Lines below the message of an error. */
  explain?(error: unknown): readonly string[];
}

/** Where a command writes, and when it is to end. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/**
 * Runs a command.
 *
 * @returns The exit code: that of the command, 1 if it failed, 2 if the command line is wrong, 128
 * and the signal's number if a signal ended it.
 */
export async function runCommand<Request>(
  args: string[],
  command: Command<Request>,
  output: TerminalOutput = processOutput,
): Promise<number> {
  const terminal = new Terminal(output);
  const { signal, stopListening } = command.onInterruption === "abort"
    ? listenForInterruption()
    : { signal: new AbortController().signal, stopListening: () => {} };
  try {
    const request = command.parse(args);
    if (request === "help") {
      terminal.print(command.usage);
      return 0;
    }
    resolveEnvironment();
    return await command.run(request, { terminal, signal }) ?? 0;
  } catch (thrown) {
    const error = signal.aborted ? signal.reason : thrown;
    terminal.finish();
    terminal.print(`${error instanceof Error ? error.message : error}\n`, "stderr");
    for (const line of command.explain?.(error) ?? []) terminal.print(`${line}\n`, "stderr");
    if (error instanceof Interruption) return error.exitCode;
    return error instanceof UsageError ? 2 : 1;
  } finally {
    terminal.finish();
    stopListening();
  }
}
