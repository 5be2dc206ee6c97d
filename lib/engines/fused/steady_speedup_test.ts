import { join } from "node:path";
import { assertEquals } from "../../testing/assert.ts";
import { steadySpeedup } from "./steady_speedup.ts";

Deno.test("steadySpeedup() keeps each library's first measurement while it can be true", async () => {
  const folder = await Deno.makeTempDir();
  const file = join(folder, "speedup.json");
  assertEquals(steadySpeedup("OpenBLAS", 1.3, file), 1.3);
  assertEquals(steadySpeedup("OpenBLAS", 1.1, file), 1.3);
  assertEquals(steadySpeedup("MKL", 2, file), 2);
  assertEquals(steadySpeedup("OpenBLAS", 1.1, file), 1.3);
  await Deno.truncate(file, 5);
  assertEquals(steadySpeedup("OpenBLAS", 1.1, file), 1.1);
  assertEquals(steadySpeedup("OpenBLAS", 1, join(folder, "none", "speedup.json")), 1);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("steadySpeedup() replaces what cannot be true", async () => {
  const file = await Deno.makeTempFile();
  for (
    const content of ['{"MKL": 1e9}', '{"MKL": 0.5}', '{"MKL": -1}', '{"MKL": "fast"}', "[]", ""]
  ) {
    await Deno.writeTextFile(file, content);
    assertEquals([steadySpeedup("MKL", 3, file), steadySpeedup("MKL", 2.5, file)], [3, 3], content);
  }
  await Deno.remove(file);
});
