import { join } from "node:path";
import { surveyBackends } from "../lib/engines/tfjs/backend.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../lib/testing/assert.ts";

async function gpu(args: string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "gpu", ...args],
    cwd: new URL("..", import.meta.url),
    env: { NO_COLOR: "1", ...env },
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

Deno.test("deno task gpu says what each backend computes on, or what would install it", async () => {
  const { code, out, err } = await gpu([]);
  assertEquals(code, 0, err);
  for (const { name, device, absent } of (await surveyBackends()).slice(0, 2)) {
    const entry = name === "webgpu" ? "WebGPU" : "TensorFlow";
    assertStringIncludes(out, `\n${entry.padEnd(14)}${device?.description ?? absent}\n`);
  }
  if (out.includes("TensorFlow    npm:")) assertMatch(out, /run `.*deno install --allow-scripts=/);
});

Deno.test("deno task gpu says what auto takes for nets of each kind, and why", async () => {
  const { out } = await gpu([]);
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

Deno.test("deno task gpu takes nothing but --help", async () => {
  const refused = { code: 2, out: "", err: 'Unexpected "now": deno task gpu takes only --help\n' };
  assertEquals(await gpu(["now"]), refused);
  const { code, out } = await gpu(["--help"]);
  assertEquals(code, 0);
  assert(out.startsWith("Usage: deno task gpu\n"), out);
});
