import { join } from "node:path";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../lib/testing/assert.ts";
import { deno } from "./_deno.ts";
import { surveyBackends } from "./_survey_backends.ts";

async function gpu(args: string[], env?: Record<string, string>) {
  const { code, stdout, stderr } = await deno(["task", "--quiet", "gpu", ...args], { env });
  return { code, out: stdout, err: stderr };
}

Deno.test("deno task gpu says what there is, and what auto takes for nets of each kind", async () => {
  const { code, out, err } = await gpu([]);
  assertEquals(code, 0, err);
  for (const { name, device, absent } of await surveyBackends(["tensorflow", "webgpu"])) {
    const entry = name === "webgpu" ? "WebGPU" : "TensorFlow";
    assertStringIncludes(out, `\n${entry.padEnd(14)}${device?.description ?? absent}\n`);
  }
  const [, chosen] = out.split("With --engine auto\n");
  assertMatch(
    chosen,
    /^dense +fused engine, .*\n(.+\n)* +not TF.js: starting the 3,000 operations/,
  );
  assertMatch(chosen, /^convolutional +TF.js [\d.]+, \w+ backend: /m);
});

Deno.test("deno task gpu shows what nvidia-smi lists", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const program = join(folder, "nvidia-smi");
    await Deno.writeTextFile(
      program,
      "#!/bin/sh\necho 535.104.05, NVIDIA A\necho 535.104.05, NVIDIA B",
    );
    await Deno.chmod(program, 0o755);
    const { out } = await gpu([], { PATH: `${folder}:${Deno.env.get("PATH")}` });
    assert(out.startsWith("NVIDIA driver 535.104.05, NVIDIA A; 535.104.05, NVIDIA B\n"), out);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("deno task gpu refuses what it does not know, and has help", async () => {
  const { code, out, err } = await gpu(["now"]);
  assertEquals([code, out, err.trim().split("\n").length], [2, "", 1]);
  assertStringIncludes(err, "Unexpected argument 'now'");
  const help = await gpu(["--help"]);
  assertEquals(help.code, 0);
  assert(help.out.startsWith("Usage: deno task gpu [--install]\n"), help.out);
});

Deno.test("deno task gpu --install says what failed, and leaves deno.json as it is", async () => {
  const config = new URL("../deno.json", import.meta.url);
  const before = await Deno.readTextFile(config);
  const server = Deno.serve({ port: 0, onListen() {} }, () => new Response("", { status: 503 }));
  const host = `127.0.0.1:${server.addr.port}`;
  const { code, out, err } = await gpu(["--install"], {
    TFJS_NODE_CDN_STORAGE: `http://${host}`,
  });
  await server.shutdown();
  assertEquals([code, out], [1, ""]);
  assertMatch(
    err,
    new RegExp(`Cannot .*TensorFlow|"GPU-linux-4.22.0.tar.gz": ${host}: HTTP .* 503`),
  );
  assertStringIncludes(err, "\nNothing was installed: ");
  assertEquals(await Deno.readTextFile(config), before);
});
