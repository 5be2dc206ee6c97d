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

/** An output of a code cell, with nbformat's names; texts are whole, not split into lines. */
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
  /** Since nbformat 4.5. */
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

/** Text that is whole or a list of lines in the file. */
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

/** Applies `convert` to every text of a cell: of its source and of its outputs. */
function mapTexts(
  cell: Cell,
  name: string,
  convert: (text: unknown, what: string) => unknown,
): unknown {
  const source = convert(cell.source, `the source of ${name}`);
  if (cell.cell_type !== "code") return { ...cell, source };
  const outputs = cell.outputs.map((output, index) => {
    const what = `output ${index + 1} of ${name}`;
    switch (output?.output_type) {
      case "stream":
        return { ...output, text: convert(output.text, `the text of ${what}`) };
      case "display_data":
      case "execute_result": {
        if (!isObject(output.data)) throw new SyntaxError(`${what} has no "data"`);
        const data = Object.entries(output.data).map(([type, value]) => [
          type,
          isJsonType(type) ? value : convert(value, `"${type}" of ${what}`),
        ]);
        return { ...output, data: Object.fromEntries(data) };
      }
      case "error":
        return output;
      default:
        throw new SyntaxError(
          `${what} has the unknown type "${(output as JsonObject)?.output_type}"`,
        );
    }
  });
  return { ...cell, source, outputs };
}

function parseCell(cell: unknown, index: number): Cell {
  const name = `cell ${index + 1}`;
  if (!isObject(cell)) throw new SyntaxError(`${name} must be an object`);
  const { cell_type, metadata = {}, outputs = [], execution_count = null } = cell;
  if (!["markdown", "raw", "code"].includes(cell_type as string)) {
    throw new SyntaxError(`${name} has the unknown type "${cell_type}"`);
  }
  if (!isObject(metadata)) throw new SyntaxError(`the metadata of ${name} must be an object`);
  if (!Array.isArray(outputs)) throw new SyntaxError(`the outputs of ${name} must be a list`);
  const code = cell_type === "code" ? { execution_count, outputs } : {};
  return mapTexts({ ...cell, metadata, ...code } as unknown as Cell, name, joinLines) as Cell;
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
    const cells = notebook.cells.map(parseCell);
    const { metadata = {}, nbformat_minor = 0 } = notebook;
    if (!isObject(metadata)) throw new SyntaxError("the notebook's metadata must be an object");
    return { ...notebook, metadata, nbformat_minor, cells } as Notebook;
  } catch (error) {
    throw new SyntaxError(`Cannot read "${name}": ${(error as Error).message}`);
  }
}

/** Text in the form of Jupyter: a list of lines, each with its line break. */
function splitLines(text: unknown): unknown {
  return typeof text === "string" ? text.match(/[^\n]*\n|[^\n]+$/g) ?? [] : text;
}

function sortKeys(_key: string, value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1));
}

/** The text of a notebook file: keys sorted, indented by one space, as Jupyter writes it. */
export function formatNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => mapTexts(cell, "a cell", splitLines));
  return JSON.stringify({ ...notebook, cells }, sortKeys, 1) + "\n";
}
