import { join } from "node:path";
import { assertEquals } from "../testing/assert.ts";
import { filesSince } from "./written_files.ts";

Deno.test("filesSince() lists new files of all folders below, and no older ones", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const time = Date.now();
    await Deno.mkdir(join(folder, "inner"));
    for (const name of ["b.png", "a.png", join("inner", "c.ipynb"), "old.png"]) {
      await Deno.writeTextFile(join(folder, name), "");
    }
    const earlier = new Date(time - 60_000);
    await Deno.utime(join(folder, "old.png"), earlier, earlier);
    assertEquals(await filesSince(time, folder), ["a.png", "b.png", join("inner", "c.ipynb")]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
