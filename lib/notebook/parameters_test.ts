import { assertEquals, assertThrows } from "../testing/assert.ts";
import type { Notebook } from "./ipynb.ts";
import { injectParameters, type NotebookParameters } from "./parameters.ts";

function code(source: string, ...tags: string[]) {
  return {
    cell_type: "code" as const,
    metadata: { tags },
    source,
    execution_count: null,
    outputs: [],
  };
}

const declarations = `let profile = "quick"; // "quick" | "report"
let seeds: number[] = [1];
const fixed = 1;
{ let inner = 1; }`;

function notebook(...extra: ReturnType<typeof code>[]): Notebook {
  const cells = [code("first"), code(declarations, "parameters"), ...extra, code("last")];
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

function sources(parameters: NotebookParameters, ...extra: ReturnType<typeof code>[]): string[] {
  return injectParameters(notebook(...extra), parameters).cells.map(({ source }) => source);
}

Deno.test("injectParameters() assigns the given values after the parameters cell", () => {
  assertEquals(sources({ profile: "report", seeds: [1, 2] }), [
    "first",
    declarations,
    'profile = "report";\nseeds = [1, 2];',
    "last",
  ]);
});

Deno.test("injectParameters() replaces the cell of an earlier run, or drops it", () => {
  const old = code("seeds = [9];", "injected-parameters");
  assertEquals(sources({ seeds: [2] }, old), ["first", declarations, "seeds = [2];", "last"]);
  assertEquals(sources({}, old), ["first", declarations, "last"]);
});

Deno.test("injectParameters() gives the cell an identifier from nbformat 4.5 on only", () => {
  const at = (nbformat_minor: number) =>
    injectParameters({ ...notebook(), nbformat_minor }, { seeds: [2] }).cells[2].id;
  assertEquals([at(4), at(5)], [undefined, "injected-parameters"]);
});

Deno.test("injectParameters() writes in the format of deno fmt", async () => {
  const names = Array.from({ length: 9 }, (_, index) => `a rather long name ${index}`);
  const [, , source] = sources({ profile: "it's", seeds: names });
  const fmt = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--no-config", "--ext", "ts", "--line-width", "100", "-"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  await new Blob([source]).stream().pipeTo(fmt.stdin);
  assertEquals(new TextDecoder().decode((await fmt.output()).stdout), `${source}\n`);
});

Deno.test("injectParameters() refuses names that cannot be assigned", () => {
  const declared = "the notebook's parameters cell declares profile, seeds";
  for (const name of ["sedes", "fixed", "inner"]) {
    assertThrows(() => sources({ [name]: 1 }), RangeError, `Cannot set ${name}: ${declared}`);
  }
  const bare = { ...notebook(), cells: [code("let seeds = [1];")] };
  assertThrows(() => injectParameters(bare, { seeds: [2] }), RangeError, 'is tagged "parameters"');
});
