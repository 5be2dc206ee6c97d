import { resolveEnvironment } from "./called_from.ts";
import { Interruption, listenForInterruption } from "./interruption.ts";
import { processOutput, Terminal, type TerminalOutput } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

/** A command of `deno task`. */
export interface Command<Request> {
  readonly usage: string;
  /**
   * Reaction to Ctrl-C and similar signals: "abort" aborts the signal of `run`, which then ends; by
   * default they end the process.
   */
  readonly onInterruption?: "abort";
  /** @throws {UsageError} If the command line cannot be understood. */
  parse(args: string[]): Request | "help";
  /** @returns The exit code, 0 by default. */
  run(request: Request, context: CommandContext): Promise<number | void>;
  /** Further lines after an error's message. */
  explain?(error: unknown): readonly string[];
}

/** A command's output, and the signal that ends it. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/**
 * Runs a command.
 *
 * @returns The exit code: that of the command, 1 if it failed, 2 for a bad command line, 128 plus the
 * signal's number if a signal ended it.
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
