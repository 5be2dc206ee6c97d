/**
 * What every notebook of `notebooks/` must keep to.
 *
 * @module
 */
import { join } from "node:path";
import { parts } from "../lib/cli/parts.ts";
import { type Notebook, parseNotebook } from "../lib/notebook/ipynb.ts";
import { runNotebook } from "../lib/notebook/run.ts";
import { assert, assertEquals, assertMatch } from "../lib/testing/assert.ts";

const folder = join(import.meta.dirname!, "../notebooks");

// Deno's kernel can report idle before it has sent a last expression's value: nbclient, papermill
// and nbmake then lose it.
const own = "00_your_own_experiment.ipynb";
const notebooks = [own, ...parts.map(({ notebook }) => notebook)];

async function read(name: string): Promise<Notebook> {
  return parseNotebook(await Deno.readTextFile(join(folder, name)), name);
}

const linesOf = ({ cells }: Notebook) =>
  cells.flatMap((cell) => cell.cell_type === "code" ? cell.source.split("\n") : []);

Deno.test("no cell of a notebook shows the value of its last expression", async () => {
  for (const name of notebooks) {
    for (const cell of (await read(name)).cells) {
      const { tags } = cell.metadata;
      if (cell.cell_type !== "code" || String(tags) === "injected-parameters") continue;
      const statements = cell.source.split("\n").filter((line) => /^[\w$]/.test(line));
      assertMatch(statements.at(-1)!, /^(await study\.|const |let |import |if )/, cell.source);
    }
  }
});

Deno.test("an experiment of one's own takes at most 30 lines and what lib/mod.ts exports", async () => {
  const lines = linesOf(await read(own)).filter((line) => line.trim() !== "");
  assert(lines.length <= 30, `${lines.length} lines`);
  assertEquals(
    lines.flatMap((line) => /from "(.*)"/.exec(line)?.[1] ?? []),
    ["../lib/mod.ts"],
  );
  const out = await Deno.makeTempDir();
  try {
    const { cells } = await runNotebook(join(folder, own), {
      out: join(out, own),
      parameters: { datasets: ["glyphs"], out },
    });
    const shown = cells.flatMap((cell) => cell.cell_type === "code" ? cell.outputs : [])
      .flatMap((output) => "data" in output ? [String(output.data["text/plain"])] : []);
    const [plain, highway] = shown.flatMap((text) => text.split("\n"))
      .filter((line) => /^(plain|highway) /.test(line))
      .map((line) => Number(line.split(/ +/)[8]));
    assert(highway < plain, `highway net: loss ${highway}, plain net: ${plain}`);
    const written = [...Deno.readDirSync(out)].map(({ name }) => name);
    for (const figure of ["own_activation_variance.png", "own_lesions.png"]) {
      assert(written.includes(figure), figure);
    }
  } finally {
    await Deno.remove(out, { recursive: true });
  }
});

Deno.test("after each figure a cell says in words what it shows", async () => {
  for (const name of notebooks) {
    const { cells } = await read(name);
    for (const [index, cell] of cells.entries()) {
      if (cell.cell_type !== "code" || !cell.source.includes("study.figure(")) continue;
      const next = cells[index + 1];
      assertEquals(next.cell_type, "markdown", `${name}: ${cell.source}`);
      assertMatch(next.source, /^\*\*Shows\b/, name);
    }
  }
});
