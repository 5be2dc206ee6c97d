import type { Cell, CodeCell, Notebook } from "./ipynb.ts";

/** A value of a notebook's parameter. */
export type ParameterValue = string | number | boolean | readonly ParameterValue[];

/** Values by the names of the variables that the notebook's parameters cell declares. */
export type NotebookParameters = Readonly<Record<string, ParameterValue>>;

const lineWidth = 100;

function isTagged(cell: Cell, tag: string): cell is CodeCell {
  const { tags } = cell.metadata;
  return cell.cell_type === "code" && Array.isArray(tags) && tags.includes(tag);
}

/** TypeScript for a value, on one line, in the format of `deno fmt`. */
function literal(value: ParameterValue): string {
  return value instanceof Array ? `[${value.map(literal).join(", ")}]` : JSON.stringify(value);
}

function assignment(name: string, value: ParameterValue): string {
  const line = `${name} = ${literal(value)};`;
  if (line.length <= lineWidth || !(value instanceof Array)) return line;
  return `${name} = [\n${value.map((item) => `  ${literal(item)},\n`).join("")}];`;
}

/** Names declared by lines such as `let seeds: number[] = [1];`. */
function declaredNames(source: string): string[] {
  return Array.from(source.matchAll(/^(?:let|var)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)/gmu))
    .map(([_, name]) => name);
}

/** Whether {@linkcode injectParameters} made this cell. */
export function isInjected(cell: Cell): boolean {
  return isTagged(cell, "injected-parameters");
}

/**
 * A copy of a notebook with a cell tagged `injected-parameters` after the first code cell tagged
 * `parameters`; it assigns the values. An older such cell is dropped.
 *
 * Source of the tags: https://papermill.readthedocs.io/en/latest/usage-parameterize.html
 *
 * @param parameters If empty, nothing is inserted.
 * @throws {RangeError} If there is no such cell, or it does not declare a name with `let` at the
 * start of a line.
 */
export function injectParameters(notebook: Notebook, parameters: NotebookParameters): Notebook {
  const cells = notebook.cells.filter((cell) => !isInjected(cell));
  const names = Object.keys(parameters);
  if (names.length === 0) return { ...notebook, cells };
  const place = cells.findIndex((cell) => isTagged(cell, "parameters"));
  if (place < 0) {
    throw new RangeError(
      `Cannot set ${names.join(", ")}: no code cell of the notebook is tagged "parameters"`,
    );
  }
  const declared = declaredNames(cells[place].source);
  const unknown = names.filter((name) => !declared.includes(name));
  if (unknown.length > 0) {
    throw new RangeError(
      `Cannot set ${unknown.join(", ")}: the notebook's parameters cell declares ${
        declared.join(", ") || "nothing"
      }`,
    );
  }
  const injected: CodeCell = {
    cell_type: "code",
    ...(notebook.nbformat_minor >= 5 ? { id: "injected-parameters" } : {}),
    metadata: { tags: ["injected-parameters"] },
    source: names.map((name) => assignment(name, parameters[name])).join("\n"),
    execution_count: null,
    outputs: [],
  };
  const before = cells.slice(0, place + 1);
  return { ...notebook, cells: [...before, injected, ...cells.slice(place + 1)] };
}
