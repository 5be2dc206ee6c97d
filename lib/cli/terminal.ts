import { stripVTControlCharacters } from "node:util";

/** The output of a {@linkcode Terminal}. */
export interface TerminalOutput {
  write(stream: "stdout" | "stderr", text: string): void;
  /** Width; undefined if stdout is a file or a pipe. */
  readonly columns: number | undefined;
  /** Milliseconds of a monotonic clock. */
  now(): number;
}

/** Milliseconds between status lines in a file. */
const statusInterval = 20_000;

/** Exit code for SIGPIPE, as in shells. */
const brokenPipe = 141;

/**
 * This process's stdout and stderr. A closed pipe, as of `head` after its last line, ends the process
 * silently.
 */
export const processOutput: TerminalOutput = {
  write(stream, text) {
    let bytes = new TextEncoder().encode(text);
    try {
      while (bytes.length > 0) bytes = bytes.subarray(Deno[stream].writeSync(bytes));
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) Deno.exit(brokenPipe);
      // The terminal was closed; SIGHUP follows and ends the command.
      if (!(error instanceof Error && "code" in error && error.code === "EIO")) throw error;
    }
  },
  get columns() {
    // Some pseudoterminals report 0.
    return Deno.stdout.isTerminal() ? Deno.consoleSize().columns || 80 : undefined;
  },
  now: () => performance.now(),
};

/** Lasting text and, on a real terminal, one status line below that changes in place. */
export class Terminal {
  readonly #output: TerminalOutput;
  #status = "";
  #statusTime: number;
  /** The last text did not end its line. */
  #midLine = false;

  constructor(output: TerminalOutput) {
    this.#output = output;
    this.#statusTime = output.now();
  }

  /** Writes lasting text above the status line. */
  print(text: string, stream: "stdout" | "stderr" = "stdout"): void {
    if (text === "") return;
    this.#erase();
    this.#output.write(stream, text);
    this.#midLine = !text.endsWith("\n");
    this.#draw();
  }

  /** Shows the present status; a file receives it as a line, at most three times a minute. */
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

  /** Removes the status line; later text begins a new line. */
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
