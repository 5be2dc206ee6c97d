import { join } from "node:path";
import { assertEquals } from "../testing/assert.ts";
import { filesWritten, snapshot } from "./written_files.ts";

Deno.test("filesWritten() lists new and rewritten files of all folders below, and no others", async () => {
  const folder = await Deno.makeTempDir();
  const write = (name: string, text: string) => Deno.writeTextFile(join(folder, name), text);
  try {
    assertEquals([...await snapshot(join(folder, "inner"))], []);
    await Deno.mkdir(join(folder, "inner"));
    await write("old.png", "old");
    await write("rewritten.png", "before");
    const before = await snapshot(folder);
    await write(join("inner", "c.ipynb"), "new");
    await write("a.png", "new");
    await write("rewritten.png", "after");
    // As if the clock had been set back meanwhile.
    for (const name of ["a.png", "rewritten.png"]) await Deno.utime(join(folder, name), 1, 1);
    assertEquals(await filesWritten(before, folder), [
      "a.png",
      join("inner", "c.ipynb"),
      "rewritten.png",
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
