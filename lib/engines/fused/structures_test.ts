import { assertEquals } from "../../testing/assert.ts";
import { BLOCK, jobFields, layerFields, TALLY_SIZE } from "./structures.ts";

Deno.test("structures have the same fields in AssemblyScript and in TypeScript", async () => {
  const source = await Deno.readTextFile(new URL("./assembly/structures.ts", import.meta.url));
  const fields = (name: string) => {
    const [, body] = source.match(new RegExp(`class ${name} \\{(.*?)\\n\\}`, "s"))!;
    return [...body.matchAll(/^ {2}(\w+): \w+ = 0;$/gm)].map(([, field]) => field);
  };
  assertEquals(fields("Layer"), [...layerFields]);
  assertEquals(fields("Job"), [...jobFields]);
  const constant = (name: string) =>
    Number(source.match(new RegExp(`const ${name}.* = (\\d+);`))![1]);
  assertEquals(constant("BLOCK"), BLOCK);
  assertEquals(constant("TALLY"), TALLY_SIZE);
});
