/**
 * What every notebook of `notebooks/` must keep to.
 *
 * @module
 */
import { join } from "node:path";
import { sections } from "../lib/cli/sections.ts";
import { parseNotebook } from "../lib/notebook/ipynb.ts";
import { assertMatch } from "../lib/testing/assert.ts";

const folder = join(import.meta.dirname!, "../notebooks");

// Deno's kernel can report idle before it has sent a last expression's value: nbclient, papermill
// and nbmake then lose it.
Deno.test("no cell of a notebook shows the value of its last expression", async () => {
  for (const { notebook } of sections) {
    const { cells } = parseNotebook(await Deno.readTextFile(join(folder, notebook)), notebook);
    for (const cell of cells) {
      const { tags } = cell.metadata;
      if (cell.cell_type !== "code" || String(tags) === "injected-parameters") continue;
      const statements = cell.source.split("\n").filter((line) => /^[\w$]/.test(line));
      assertMatch(statements.at(-1)!, /^(await study\.|const |let |import |if )/, cell.source);
    }
  }
});
