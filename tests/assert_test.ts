import { createHash } from "node:crypto";
import { assertEquals, assertStringIncludes } from "../lib/testing/assert.ts";

/** Prints where the assertions come from that `lib/testing/assert.ts` has chosen. */
const probe = `
  import { assert } from ${JSON.stringify(import.meta.resolve("../lib/testing/assert.ts"))};
  import * as standIn from ${
  JSON.stringify(import.meta.resolve("../lib/testing/assert_stand_in.ts"))
};
  console.log(assert === standIn.assert ? "stand-in" : assert("a message"));
`;

/** What the probe prints where JSR is at `jsr`. */
async function probeWith(jsr: string): Promise<string> {
  const cache = await Deno.makeTempDir();
  const config = new URL("../deno.json", import.meta.url).pathname;
  const file = `${cache}/probe.ts`;
  await Deno.writeTextFile(file, probe);
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "--config", config, file],
    env: { JSR_URL: jsr, DENO_DIR: cache, NO_COLOR: "1" },
  }).output();
  await Deno.remove(cache, { recursive: true });
  const text = new TextDecoder();
  return text.decode(stdout).trim() || text.decode(stderr);
}

Deno.test("assertions are those of @std/assert where JSR answers", async () => {
  const source = "export const assert = (what: string) => `@std/assert got ${what}`;";
  const checksum = `sha256-${createHash("sha256").update(source).digest("hex")}`;
  const files: Record<string, unknown> = {
    "/@std/assert/meta.json": { scope: "std", name: "assert", versions: { "1.0.0": {} } },
    "/@std/assert/1.0.0_meta.json": {
      manifest: { "/mod.ts": { size: source.length, checksum } },
      exports: { ".": "./mod.ts" },
    },
  };
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/@std/assert/1.0.0/mod.ts") return new Response(source);
    const file = files[pathname];
    return file ? Response.json(file) : new Response("not found", { status: 404 });
  });
  const { port } = server.addr;
  assertStringIncludes(await probeWith(`http://127.0.0.1:${port}/`), "@std/assert got a message");
  await server.shutdown();
  assertEquals(await probeWith(`http://127.0.0.1:${port}/`), "stand-in");
});
