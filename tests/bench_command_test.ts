import { assertEquals, assertMatch, assertStringIncludes } from "../lib/testing/assert.ts";

Deno.test("deno task bench prints milliseconds, ratios and memory of each net", async () => {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "bench", "--depth", "2", "--rounds", "1", "--python", "no-such-python"],
    cwd: new URL("..", import.meta.url),
  }).output();
  const text = new TextDecoder().decode(stdout);
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  assertStringIncludes(text, "Not measured: PyTorch, which no-such-python does not have");
  assertMatch(text, /^net( +ms\/step){3,4} +of peak.* MiB$/m);
  for (const net of ["plain 2", "highway 2"]) {
    assertMatch(text, new RegExp(`^${net}( +[\\d.]+){3,4} +\\d+ %.* \\d+$`, "m"));
  }
});

Deno.test("deno task bench ends with 2 and one line where it cannot understand", async () => {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "lib/cli/bench.ts", "--depth", "ten"],
    cwd: new URL("..", import.meta.url),
  }).output();
  const lines = new TextDecoder().decode(stderr).trim().split("\n");
  assertEquals([code, stdout.length, lines.length], [2, 0, 1]);
  assertStringIncludes(lines[0], 'Bad --depth "ten"');
});
