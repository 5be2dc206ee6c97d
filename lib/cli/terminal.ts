import { stripVTControlCharacters } from "node:util";

/** Where a {@linkcode Terminal} writes. */
export interface TerminalOutput {
  write(stream: "stdout" | "stderr", text: string): void;
  /** Columns; undefined where stdout is a file or a pipe. */
  readonly columns: number | undefined;
  /** Milliseconds on a clock that never goes back. */
  now(): number;
}

/** Milliseconds between status lines in a file. */
const statusInterval = 20_000;

/** Exit code of a process that SIGPIPE ended, as shells have it. */
const brokenPipe = 141;

/**
 * This process's stdout and stderr. It ends the process, silently, where nobody reads any more what
 * it writes: `head` closes the pipe once it has its lines.
 */
export const processOutput: TerminalOutput = {
  write(stream, text) {
    let bytes = new TextEncoder().encode(text);
    try {
      while (bytes.length > 0) bytes = bytes.subarray(Deno[stream].writeSync(bytes));
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) Deno.exit(brokenPipe);
      // The terminal was closed; SIGHUP comes too, and ends in order what runs.
      if (!(error instanceof Error && "code" in error && error.code === "EIO")) throw error;
    }
  },
  get columns() {
    // Some pseudoterminals say that they have none.
    return Deno.stdout.isTerminal() ? Deno.consoleSize().columns || 80 : undefined;
  },
  now: () => performance.now(),
};

/** Text that stays, and below it, on a real terminal, one status line that changes in place. */
export class Terminal {
  readonly #output: TerminalOutput;
  #status = "";
  #statusTime: number;
  /** Text was written that does not end its line. */
  #midLine = false;

  constructor(output: TerminalOutput) {
    this.#output = output;
    this.#statusTime = output.now();
  }

  /** Writes text that stays, above the status line. */
  print(text: string, stream: "stdout" | "stderr" = "stdout"): void {
    if (text === "") return;
    this.#erase();
    this.#output.write(stream, text);
    this.#midLine = !text.endsWith("\n");
    this.#draw();
  }

  /** Shows what goes on now; a file gets it as a line, three times a minute at most. */
  status(text: string): void {
    const { columns } = this.#output;
    if (columns === undefined) {
      const now = this.#output.now();
      if (now - this.#statusTime < statusInterval) return;
      this.#statusTime = now;
      this.#output.write("stdout", `${this.#midLine ? "\n" : ""}${text}\n`);
      this.#midLine = false;
      return;
    }
    this.#erase();
    this.#status = Array.from(stripVTControlCharacters(text)).slice(0, columns - 1).join("");
    this.#draw();
  }

  /** Removes the status line and begins a line of its own for what follows. */
  finish(): void {
    this.#erase();
    this.#status = "";
    if (this.#midLine) this.#output.write("stdout", "\n");
    this.#midLine = false;
  }

  #draw(): void {
    if (this.#status && !this.#midLine) this.#output.write("stdout", this.#status);
  }

  #erase(): void {
    if (this.#status && !this.#midLine) this.#output.write("stdout", "\r\x1b[2K");
  }
}
