import { assertEquals } from "../testing/assert.ts";
import type { CodeCell } from "./ipynb.ts";
import type { KernelOutput } from "./kernel_output.ts";
import { OutputCollector } from "./outputs.ts";

function emptyCell(): CodeCell {
  return { cell_type: "code", metadata: {}, source: "", execution_count: null, outputs: [] };
}

const request = "1";
const print = (text: string, name: "stdout" | "stderr" = "stdout"): KernelOutput => ({
  request,
  type: "stream",
  name,
  text,
});
const display = (
  text: string,
  displayId?: string,
  type: "display_data" | "update_display_data" = "display_data",
): KernelOutput => ({ request, type, data: { "text/plain": text }, metadata: {}, displayId });
const shown = (text: string) => ({
  output_type: "display_data",
  data: { "text/plain": text },
  metadata: {},
});

function collect(...outputs: KernelOutput[]): CodeCell["outputs"] {
  const cell = emptyCell();
  const collector = new OutputCollector();
  for (const output of outputs) collector.add(cell, output);
  return cell.outputs;
}

Deno.test("OutputCollector merges neighbouring streams of one name", () => {
  assertEquals(collect(print("a\n"), print("b\n"), print("c\n", "stderr"), print("d\n")), [
    { output_type: "stream", name: "stdout", text: "a\nb\n" },
    { output_type: "stream", name: "stderr", text: "c\n" },
    { output_type: "stream", name: "stdout", text: "d\n" },
  ]);
});

Deno.test("OutputCollector updates every display of that identifier, in earlier cells too", () => {
  const [first, second] = [emptyCell(), emptyCell()];
  const collector = new OutputCollector();
  collector.add(first, display("0 %", "bar"));
  collector.add(first, display("other", "another"));
  collector.add(first, display("0 %", "bar"));
  collector.add(second, display("50 %", "bar", "update_display_data"));
  assertEquals(first.outputs as unknown, ["50 %", "other", "50 %"].map(shown));
  assertEquals(second.outputs, []);
});

Deno.test("OutputCollector clears at once, or when the next output comes", () => {
  const clear = (wait: boolean): KernelOutput => ({ request, type: "clear_output", wait });
  assertEquals(collect(print("a"), clear(false)), []);
  assertEquals(collect(print("a"), clear(true)).length, 1);
  assertEquals(collect(print("a"), clear(true), display("b"), display("c")) as unknown, [
    shown("b"),
    shown("c"),
  ]);
});

Deno.test("OutputCollector keeps results, errors and the execution count", () => {
  const cell = emptyCell();
  const collector = new OutputCollector();
  const error = { ename: "TypeError", evalue: "no", traceback: ["TypeError: no", "    at 1:1"] };
  const data = { "text/html": "<b>7</b>" };
  collector.add(cell, { request, type: "execute_input", execution_count: 4 });
  collector.add(cell, { request, type: "execute_result", execution_count: 4, data, metadata: {} });
  collector.add(cell, { request, type: "error", ...error });
  assertEquals(cell.execution_count, 4);
  assertEquals(cell.outputs, [
    { output_type: "execute_result", execution_count: 4, data, metadata: {} },
    { output_type: "error", ...error },
  ]);
});
