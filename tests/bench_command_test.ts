import { assertEquals, assertMatch, assertStringIncludes } from "../lib/testing/assert.ts";
import { deno } from "./_deno.ts";

Deno.test("deno task bench prints milliseconds, ratios and memory of each net", async () => {
  const bench = ["task", "bench", "--depth", "2", "--rounds", "1", "--python", "no-such-python"];
  const { code, stdout, stderr } = await deno(bench);
  assertEquals(code, 0, stderr);
  assertStringIncludes(stdout, "Not measured: PyTorch, which no-such-python does not have");
  assertMatch(stdout, /^net( +ms\/step){3,4} +of peak.* MiB$/m);
  for (const net of ["plain 2", "highway 2"]) {
    assertMatch(stdout, new RegExp(`^${net}( +[\\d.]+){3,4} +\\d+ %.* \\d+$`, "m"));
  }
});

Deno.test("deno task bench ends with 2 and one line where it cannot understand", async () => {
  const bench = ["run", "-A", "lib/cli/bench.ts", "--depth", "ten"];
  const { code, stdout, stderr } = await deno(bench);
  const lines = stderr.trim().split("\n");
  assertEquals([code, stdout.length, lines.length], [2, 0, 1]);
  assertStringIncludes(lines[0], 'Bad --depth "ten"');
});
