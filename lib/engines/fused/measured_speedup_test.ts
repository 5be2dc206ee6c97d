import { join } from "node:path";
import { assertEquals } from "../../testing/assert.ts";
import { measuredSpeedup } from "./measured_speedup.ts";

Deno.test("measuredSpeedup() measures each library once, and again where the file is damaged", async () => {
  const folder = await Deno.makeTempDir();
  const file = join(folder, "speedup.json");
  let measurements = 0;
  const measure = () => ++measurements;
  assertEquals(measuredSpeedup("OpenBLAS", measure, file), 1);
  assertEquals(measuredSpeedup("OpenBLAS", measure, file), 1);
  assertEquals(measuredSpeedup("MKL", measure, file), 2);
  assertEquals(measuredSpeedup("OpenBLAS", measure, file), 1);
  await Deno.truncate(file, 5);
  assertEquals(measuredSpeedup("OpenBLAS", measure, file), 3);
  assertEquals(measuredSpeedup("OpenBLAS", measure, join(folder, "none", "speedup.json")), 4);
  await Deno.remove(folder, { recursive: true });
});
