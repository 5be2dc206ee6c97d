/**
 * Notebook files, nbformat 4: read into plain objects and written as Jupyter writes them.
 *
 * Source: https://nbformat.readthedocs.io/en/latest/format_description.html
 *
 * @module
 */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Representations of one thing by MIME type: text, or a JSON value where the type says so. */
export type MimeBundle = Record<string, Json>;

/** What a code cell left, under nbformat's names; texts are whole, not split into lines. */
export type Output =
  | { output_type: "stream"; name: "stdout" | "stderr"; text: string }
  | { output_type: "display_data"; data: MimeBundle; metadata: MimeBundle }
  | {
    output_type: "execute_result";
    execution_count: number | null;
    data: MimeBundle;
    metadata: MimeBundle;
  }
  | { output_type: "error"; ename: string; evalue: string; traceback: string[] };

interface CellFields {
  /** From nbformat 4.5 on. */
  id?: string;
  metadata: Record<string, Json>;
  source: string;
}

export interface TextCell extends CellFields {
  cell_type: "markdown" | "raw";
  attachments?: Json;
}

export interface CodeCell extends CellFields {
  cell_type: "code";
  execution_count: number | null;
  outputs: Output[];
}

export type Cell = TextCell | CodeCell;

export interface Notebook {
  cells: Cell[];
  metadata: Record<string, Json>;
  nbformat: 4;
  nbformat_minor: number;
}

type JsonObject = Record<string, unknown>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Text that nbformat keeps whole or as a list of lines. */
function joinLines(value: unknown, what: string): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((line) => typeof line === "string")) {
    return value.join("");
  }
  throw new SyntaxError(`${what} must be text or a list of lines`);
}

function isJsonType(type: string): boolean {
  return type === "application/json" || type.endsWith("+json");
}

function parseOutput(output: unknown, what: string): Output {
  if (!isObject(output)) throw new SyntaxError(`${what} must be an object`);
  switch (output.output_type) {
    case "stream":
      return { ...output, text: joinLines(output.text, `the text of ${what}`) } as Output;
    case "display_data":
    case "execute_result": {
      if (!isObject(output.data)) throw new SyntaxError(`${what} has no "data"`);
      const data = Object.entries(output.data).map(([type, value]) => [
        type,
        isJsonType(type) ? value : joinLines(value, `"${type}" of ${what}`),
      ]);
      return { ...output, data: Object.fromEntries(data) } as Output;
    }
    case "error":
      return { ...output } as Output;
    default:
      throw new SyntaxError(`${what} has the unknown type "${output.output_type}"`);
  }
}

function parseCell(cell: unknown, what: string): Cell {
  if (!isObject(cell)) throw new SyntaxError(`${what} must be an object`);
  const source = joinLines(cell.source, `the source of ${what}`);
  const metadata = cell.metadata ?? {};
  if (!isObject(metadata)) throw new SyntaxError(`the metadata of ${what} must be an object`);
  switch (cell.cell_type) {
    case "markdown":
    case "raw":
      return { ...cell, source, metadata } as TextCell;
    case "code": {
      const outputs = cell.outputs ?? [];
      if (!Array.isArray(outputs)) throw new SyntaxError(`the outputs of ${what} must be a list`);
      return {
        ...cell,
        source,
        metadata,
        execution_count: cell.execution_count ?? null,
        outputs: outputs.map((output, index) =>
          parseOutput(output, `output ${index + 1} of ${what}`)
        ),
      } as CodeCell;
    }
    default:
      throw new SyntaxError(`${what} has the unknown type "${cell.cell_type}"`);
  }
}

/**
 * Reads the text of a notebook file.
 *
 * @throws {SyntaxError} If it is not JSON, not nbformat 4, or a cell or output is malformed; the
 * message opens with "Cannot read" and `name`.
 */
export function parseNotebook(text: string, name: string): Notebook {
  try {
    const notebook: unknown = JSON.parse(text);
    if (!isObject(notebook) || !Array.isArray(notebook.cells)) {
      throw new SyntaxError('a notebook is an object with a list "cells"');
    }
    if (notebook.nbformat !== 4) {
      throw new SyntaxError(`nbformat must be 4, received ${notebook.nbformat}`);
    }
    const cells = notebook.cells.map((cell, index) => parseCell(cell, `cell ${index + 1}`));
    const { metadata = {}, nbformat_minor = 0 } = notebook;
    if (!isObject(metadata)) throw new SyntaxError("the notebook's metadata must be an object");
    return { ...notebook, metadata, nbformat_minor, cells } as Notebook;
  } catch (error) {
    throw new SyntaxError(`Cannot read "${name}": ${(error as Error).message}`);
  }
}

/** Text as Jupyter keeps it: a list of lines, each with its line break. */
function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function outputJson(output: Output): unknown {
  if (output.output_type === "stream") return { ...output, text: splitLines(output.text) };
  if (output.output_type === "error") return output;
  const data = Object.entries(output.data).map(([type, value]) => [
    type,
    typeof value === "string" && !isJsonType(type) ? splitLines(value) : value,
  ]);
  return { ...output, data: Object.fromEntries(data) };
}

function sortKeys(_key: string, value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1));
}

/** The text of a notebook file: keys sorted, indented by one space, as Jupyter writes it. */
export function formatNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => ({
    ...cell,
    source: splitLines(cell.source),
    ...(cell.cell_type === "code" ? { outputs: cell.outputs.map(outputJson) } : {}),
  }));
  return JSON.stringify({ ...notebook, cells }, sortKeys, 1) + "\n";
}
