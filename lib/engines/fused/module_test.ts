import { assertEquals, assertRejects } from "../../testing/assert.ts";
import { binary, compileChecked, digestFile } from "./module.ts";

Deno.test("compileChecked() refuses fused.wasm with any bit flipped, cut short or empty", async () => {
  const [bytes, sums] = [await Deno.readFile(binary), await Deno.readTextFile(digestFile)];
  await compileChecked(bytes, sums);
  const refuse = (damaged: Uint8Array<ArrayBuffer>) =>
    assertRejects(
      () => compileChecked(damaged, sums),
      SyntaxError,
      "run `git checkout lib/engines/fused`",
    );
  let compiled = 0;
  for (let flip = 0; flip < 400; flip++) {
    const bit = Math.floor(flip * 8 * bytes.length / 400);
    const damaged = bytes.slice();
    damaged[bit >> 3] ^= 1 << (bit & 7);
    compiled += Number(WebAssembly.validate(damaged));
    await refuse(damaged);
  }
  assertEquals(compiled > 50, true, "without its digest much of this would have been loaded");
  await refuse(bytes.slice(0, -1));
  await refuse(new Uint8Array());
});
