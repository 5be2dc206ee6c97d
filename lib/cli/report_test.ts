import { join } from "node:path";
import { assertEquals, assertMatch } from "../testing/assert.ts";

Deno.test("report says before it computes that it may not write its page", async () => {
  const out = await Deno.makeTempDir(); // a folder where the page should be
  const script = `import { report } from ${JSON.stringify(new URL("report.ts", import.meta.url))};
    Deno.exit(await report([], ${JSON.stringify(join(out, "data"))}, ${JSON.stringify(out)}));`;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", script],
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assertEquals([code, text(stdout)], [1, ""]);
  assertMatch(text(stderr), /^Cannot write "[^\n]*": it is a folder\n$/);
  await Deno.remove(out, { recursive: true });
});
