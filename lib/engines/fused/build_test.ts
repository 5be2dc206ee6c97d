import { assertEquals } from "../../testing/assert.ts";
import { compile, sumsOf } from "./build.ts";
import { binary, digestFile } from "./module.ts";

Deno.test("fused.wasm is what its sources compile to (deno run -A lib/engines/fused/build.ts)", async () => {
  const [built, kept] = [await compile(), await Deno.readFile(binary)];
  assertEquals(built.length, kept.length);
  assertEquals(built.findIndex((byte, index) => byte !== kept[index]), -1);
  assertEquals(await Deno.readTextFile(digestFile), sumsOf(built));
});
