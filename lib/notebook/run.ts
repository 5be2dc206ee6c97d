/**
 * Runs notebooks without Python: `deno jupyter --kernel` over ZeroMQ.
 *
 * @module
 */
import { basename, dirname, join, resolve } from "node:path";
import { replaceFile } from "../store/replace_file.ts";
import { type CodeCell, formatNotebook, type Notebook, parseNotebook } from "./ipynb.ts";
import { type Kernel, KernelExitError, startKernel } from "./kernel.ts";
import type { KernelError, KernelOutput } from "./kernel_output.ts";
import { OutputCollector } from "./outputs.ts";
import { injectParameters, isInjected, type NotebookParameters } from "./parameters.ts";

/** Settings of {@linkcode runNotebook}. */
export interface NotebookOptions {
  /** Path of the executed notebook. */
  readonly out: string;
  /** Defaults to none: the notebook runs as it is. */
  readonly parameters?: NotebookParameters;
  /** Called before each cell with its number, from 1, of all code cells that are not empty. */
  readonly onCell?: (cell: { readonly number: number; readonly count: number }) => void;
  readonly onOutput?: (output: KernelOutput) => void;
  readonly signal?: AbortSignal;
}

/** A cell of a notebook threw, or the kernel ended while it ran. */
export class CellError extends Error {
  override name = "CellError";
  /** The calls in the kernel's traceback, a line each. */
  readonly calls: readonly string[];

  constructor(message: string, calls: readonly string[], options?: ErrorOptions) {
    super(message, options);
    this.calls = calls;
  }
}

// deno-lint-ignore no-control-regex
const ansiCodes = /\x1b\[[0-9;]*m/g;

/** The first line that is not empty, shortened. */
function firstLine(source: string): string {
  const line = source.split("\n").map((text) => text.trim()).find((text) => text !== "") ?? "";
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

function describeError({ ename, evalue, traceback }: KernelError): string {
  const thrown = `threw ${ename}: ${evalue}`.replaceAll(ansiCodes, "");
  return traceback.length === 0 ? `${thrown} (its code may not parse)` : thrown;
}

function calls({ traceback }: KernelError): string[] {
  return traceback.map((line) => line.replaceAll(ansiCodes, "").trim())
    .filter((line) => line.startsWith("at "));
}

/** Resolves links, so that two names of one file are equal. */
async function realPath(path: string): Promise<string> {
  return join(await Deno.realPath(dirname(path)), basename(path));
}

async function runCells(
  notebook: Notebook,
  name: string,
  kernel: Kernel,
  { onCell, onOutput }: NotebookOptions,
): Promise<void> {
  const collector = new OutputCollector();
  const cellOf = new Map<string, CodeCell>();
  const cells = notebook.cells.filter((cell): cell is CodeCell =>
    cell.cell_type === "code" && cell.source.trim() !== ""
  );
  for (const [index, cell] of cells.entries()) {
    const where = `Cannot finish ${name}: cell ${index + 1} (${firstLine(cell.source)})`;
    let thrown: KernelError | undefined;
    onCell?.({ number: index + 1, count: cells.length });
    try {
      for await (const output of kernel.execute(cell.source)) {
        const target = cellOf.get(output.request) ?? cell;
        cellOf.set(output.request, target);
        // The value of the cell's last assignment.
        if (output.type === "execute_result" && isInjected(target)) continue;
        collector.add(target, output);
        if (output.type === "error") thrown = output;
        onOutput?.(output);
      }
    } catch (cause) {
      if (!(cause instanceof KernelExitError)) throw cause;
      throw new CellError(`${where}: ${cause.message}`, [], { cause });
    }
    if (thrown) throw new CellError(`${where} ${describeError(thrown)}`, calls(thrown));
  }
}

/**
 * Runs every code cell of a notebook in order in a new kernel, in the notebook's folder, and writes
 * the notebook with all outputs to `out`, also when a cell throws or the signal is aborted.
 *
 * @returns The executed notebook.
 * @throws {SyntaxError} If the file is not a notebook.
 * @throws {RangeError} If `out` is the notebook itself, or a parameter is not declared in it.
 * @throws {CellError} If a cell throws or ends the kernel; later cells are not run.
 * @throws {KernelExitError} If no kernel can be started.
 * @throws The signal's reason, if it is aborted.
 */
export async function runNotebook(path: string, options: NotebookOptions): Promise<Notebook> {
  const { out, parameters = {}, signal } = options;
  const name = basename(path);
  const notebook = injectParameters(
    parseNotebook(await Deno.readTextFile(path), name),
    parameters,
  );
  for (const cell of notebook.cells) {
    if (cell.cell_type !== "code") continue;
    cell.execution_count = null;
    cell.outputs = [];
  }
  await Deno.mkdir(dirname(out), { recursive: true });
  if (await realPath(out) === await realPath(path)) {
    throw new RangeError(`Cannot run ${name}: the executed notebook must not replace it`);
  }
  await using kernel = await startKernel({ cwd: resolve(dirname(path)), signal });
  try {
    await runCells(notebook, name, kernel, options);
  } finally {
    await replaceFile(out, formatNotebook(notebook));
  }
  return notebook;
}
