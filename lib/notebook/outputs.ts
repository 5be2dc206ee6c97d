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
        cell.execution_count = output.executionCount;
        break;
      case "stream": {
        this.#clearIfAsked(cell);
        const last = cell.outputs.at(-1);
        if (last?.output_type === "stream" && last.name === output.name) last.text += output.text;
        else cell.outputs.push({ output_type: "stream", name: output.name, text: output.text });
        break;
      }
      case "display_data": {
        const { data, metadata, displayId } = output;
        const display: Display = { output_type: "display_data", data, metadata };
        this.#push(cell, display);
        if (displayId !== undefined) {
          this.#displays.set(displayId, [...this.#displays.get(displayId) ?? [], display]);
        }
        break;
      }
      case "update_display_data":
        for (const display of this.#displays.get(output.displayId ?? "") ?? []) {
          display.data = output.data;
          display.metadata = output.metadata;
        }
        break;
      case "execute_result": {
        const { data, metadata, executionCount } = output;
        this.#push(cell, {
          output_type: "execute_result",
          execution_count: executionCount,
          data,
          metadata,
        });
        break;
      }
      case "error": {
        const { ename, evalue, traceback } = output;
        this.#push(cell, { output_type: "error", ename, evalue, traceback: [...traceback] });
        break;
      }
      case "clear_output":
        if (output.wait) this.#clearNext.add(cell);
        else cell.outputs.length = 0;
        break;
    }
  }

  #push(cell: CodeCell, output: Output): void {
    this.#clearIfAsked(cell);
    cell.outputs.push(output);
  }

  #clearIfAsked(cell: CodeCell): void {
    if (this.#clearNext.delete(cell)) cell.outputs.length = 0;
  }
}
