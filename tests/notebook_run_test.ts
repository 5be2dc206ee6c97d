import { join } from "node:path";
import { assert, assertEquals, assertRejects } from "../lib/testing/assert.ts";
import { type CodeCell, type Notebook, type Output, parseNotebook } from "../lib/notebook/ipynb.ts";
import { CellError, runNotebook } from "../lib/notebook/run.ts";

const fixture = (name: string) => join(import.meta.dirname!, "fixtures", `${name}.ipynb`);

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const read = async (path: string) => parseNotebook(await Deno.readTextFile(path), path);

function codeCell({ cells }: Notebook, id: string): CodeCell {
  const cell = cells.find((cell) => cell.id === id);
  assert(cell?.cell_type === "code", `No code cell "${id}"`);
  return cell;
}

const plain = (output: Output) => "data" in output ? output.data["text/plain"] : undefined;
const stdout = (text: string): Output => ({ output_type: "stream", name: "stdout", text });

Deno.test("runNotebook() keeps every output of every cell", () =>
  withFolder(async (folder) => {
    const out = join(folder, "new", "executed.ipynb");
    const started: string[] = [];
    const seen: string[] = [];
    const parameters = { profile: "report", seeds: [2, 3], figures: "elsewhere" };
    const returned = await runNotebook(fixture("outputs"), {
      out,
      parameters,
      onCell: ({ number, count }) => started.push(`${number}/${count}`),
      onOutput: (output) => seen.push(output.type),
    });
    const executed = await read(out);
    assertEquals(executed, returned);
    const outputs = (id: string) => codeCell(executed, id).outputs;

    assertEquals(outputs("streams"), [
      stdout("one\ntwo\n"),
      { output_type: "stream", name: "stderr", text: "three\n" },
      stdout("report 2 elsewhere\n"),
    ]);
    assertEquals(outputs("injected-parameters"), [], "not the value of the last assignment");
    assertEquals(outputs("folder").map(plain), ['"fixtures"']);
    const many = outputs("many");
    const displays = many.filter(({ output_type }) => output_type === "display_data").map(plain);
    assertEquals(displays, Array.from({ length: 200 }, (_, i) => `display ${i}`));
    assertEquals(many.filter(({ output_type }) => output_type === "stream"), [
      stdout("after the displays\n"),
    ]);
    assertEquals(outputs("bar").map(plain), ["100 %"]);
    assertEquals(outputs("bar-end"), []);
    assertEquals(outputs("clear"), [stdout("kept\n")]);
    assertEquals([...outputs("late"), ...outputs("wait")], [stdout("from the timer\n")]);
    assertEquals(
      outputs("result").map((output) => "data" in output && output.data["text/html"]),
      ["<b>bold</b>"],
    );

    const code = executed.cells.filter((cell) => cell.cell_type === "code");
    assertEquals(
      code.map((cell) => cell.execution_count),
      code.map((_, index) => index + 1),
    );
    assertEquals(started, code.map((_, index) => `${index + 1}/${code.length}`));
    assertEquals(seen.filter((type) => type === "update_display_data").length, 2);
    assertEquals([...Deno.readDirSync(join(folder, "new"))].map(({ name }) => name), [
      "executed.ipynb",
    ]);
  }));

Deno.test("runNotebook() names notebook, cell and error, and writes what there is", () =>
  withFolder(async (folder) => {
    const out = join(folder, "executed.ipynb");
    const error = await assertRejects(() => runNotebook(fixture("throws"), { out }), CellError);
    assertEquals(
      error.message,
      "Cannot finish throws.ipynb: cell 3 (// Colours, as some libraries put them into messages.) " +
        "threw RangeError: red herring",
    );
    assertEquals(error.calls, ["at <anonymous>:2:7"]);
    const partial = await read(out);
    assertEquals(codeCell(partial, "before").outputs, [stdout("computed 42\n")]);
    assertEquals(codeCell(partial, "throws").outputs.map(({ output_type }) => output_type), [
      "error",
    ]);
    assertEquals(codeCell(partial, "after").execution_count, null);
  }));

Deno.test("runNotebook() says that a cell may not parse", () =>
  withFolder(async (folder) => {
    const out = join(folder, "executed.ipynb");
    await assertRejects(
      () => runNotebook(fixture("does_not_parse"), { out }),
      CellError,
      "cell 1 (let x: = 3;) threw Error: Execution failed (its code may not parse)",
    );
  }));

Deno.test("runNotebook() notices that the kernel was killed, and writes what there is", () =>
  withFolder(async (folder) => {
    const out = join(folder, "executed.ipynb");
    await assertRejects(
      () => runNotebook(fixture("dies"), { out }),
      CellError,
      'cell 2 (console.log("last words");): The kernel\'s process was ended by SIGKILL',
    );
    const partial = await read(out);
    assertEquals(codeCell(partial, "before").outputs, [stdout("computed 42\n")]);
    assertEquals(codeCell(partial, "dies").outputs, [stdout("last words\n")]);
  }));

Deno.test("runNotebook() stops when its signal is aborted, and writes what there is", () =>
  withFolder(async (folder) => {
    const out = join(folder, "executed.ipynb");
    const controller = new AbortController();
    await assertRejects(
      () =>
        runNotebook(fixture("waits"), {
          out,
          signal: controller.signal,
          onOutput(output) {
            if (output.type === "stream") controller.abort(new RangeError("enough"));
          },
        }),
      RangeError,
      "enough",
    );
    assertEquals(codeCell(await read(out), "waits").outputs, [stdout("waiting\n")]);
  }));

Deno.test("runNotebook() never replaces the notebook, whatever it is called", () =>
  withFolder(async (folder) => {
    const path = join(folder, "a.ipynb");
    await Deno.copyFile(fixture("waits"), path);
    await Deno.symlink(folder, join(folder, "link"));
    const before = await Deno.readTextFile(path);
    for (const out of [path, join(folder, "link", "a.ipynb")]) {
      await assertRejects(() => runNotebook(path, { out }), RangeError, "must not replace it");
    }
    assertEquals(await Deno.readTextFile(path), before);
  }));

Deno.test("runNotebook() refuses a parameter that the notebook does not declare", () =>
  withFolder(async (folder) => {
    const out = join(folder, "executed.ipynb");
    await assertRejects(
      () => runNotebook(fixture("outputs"), { out, parameters: { engine: "tfjs" } }),
      RangeError,
      "Cannot set engine: the notebook's parameters cell declares profile, seeds, figures",
    );
    assertEquals([...Deno.readDirSync(folder)], []);
  }));
