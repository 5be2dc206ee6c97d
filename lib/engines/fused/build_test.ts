import { assertEquals } from "../../testing/assert.ts";
import { binary, compile } from "./build.ts";

Deno.test("fused.wasm is what its sources compile to (deno run -A lib/engines/fused/build.ts)", async () => {
  const [built, kept] = [await compile(), await Deno.readFile(binary)];
  assertEquals(built.length, kept.length);
  assertEquals(built.findIndex((byte, index) => byte !== kept[index]), -1);
});
