import type { CodeCell, Output } from "./ipynb.ts";
import type { KernelOutput } from "./kernel_output.ts";

type Display = Extract<Output, { output_type: "display_data" | "execute_result" }>;

/** Puts a kernel's outputs into the cells of a notebook, as a front end of Jupyter does. */
export class OutputCollector {
  readonly #displays = new Map<string, Display[]>();
  readonly #clearNext = new Set<CodeCell>();

  /**
   * Adds one output to a cell. Neighbouring streams of one name become one; an update changes every
   * earlier display of that identifier, in any cell.
   */
  add(cell: CodeCell, output: KernelOutput): void {
    switch (output.type) {
      case "execute_input":
        cell.execution_count = output.execution_count;
        break;
      case "update_display_data":
        for (const display of this.#displays.get(output.displayId ?? "") ?? []) {
          display.data = output.data;
          display.metadata = output.metadata;
        }
        break;
      case "clear_output":
        if (output.wait) this.#clearNext.add(cell);
        else cell.outputs.length = 0;
        break;
      default:
        if (this.#clearNext.delete(cell)) cell.outputs.length = 0;
        this.#append(cell, output);
    }
  }

  #append(
    cell: CodeCell,
    output: Exclude<KernelOutput, { type: "execute_input" | "clear_output" }>,
  ): void {
    const last = cell.outputs.at(-1);
    if (
      output.type === "stream" && last?.output_type === "stream" && last.name === output.name
    ) {
      last.text += output.text;
      return;
    }
    const { request: _, type, displayId, ...fields } = { displayId: undefined, ...output };
    const added = { output_type: type, ...fields } as Output;
    cell.outputs.push(added);
    if (displayId === undefined) return;
    this.#displays.set(displayId, [...this.#displays.get(displayId) ?? [], added as Display]);
  }
}
