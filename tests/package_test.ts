/**
 * The library as a package: documented, ready to publish, usable outside the checkout.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import config from "../deno.json" with { type: "json" };
import { assert, assertEquals, assertStringIncludes } from "../lib/testing/assert.ts";
import { deno } from "./_deno.ts";

const project = fileURLToPath(new URL("../", import.meta.url));

/** Runs Deno in a folder; `text` is all that it prints. */
async function printed(cwd: string, ...args: string[]): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await deno(args, { cwd });
  return { code, text: stderr + stdout };
}

Deno.test("everything that lib/mod.ts exports is documented, and so are its types", async () => {
  const { code, text } = await printed(project, "doc", "--lint", "lib/mod.ts");
  assertEquals(code, 0, text);
  // Types of other packages are private to each namespace; documentation is asked of ours.
  const folder = join(project, "lib", "mod");
  const namespaces = [...Deno.readDirSync(folder)].map(({ name }) => join(folder, name));
  assert(namespaces.length > 0);
  const { text: inner } = await printed(project, "doc", "--lint", ...namespaces);
  const undocumented = inner.split("\n\n")
    .filter((error) => /^error\[missing-/m.test(error) && error.includes(join(project, "lib")));
  assertEquals(undocumented, []);
});

Deno.test("deno publish would take the library", async () => {
  const { code, text } = await printed(
    project,
    "publish",
    "--dry-run",
    "--allow-dirty",
    "--no-check",
  );
  assertEquals(code, 0, text);
  for (const file of ["lib/mod.ts", "lib/engines/fused/fused.wasm"]) {
    assertStringIncludes(text, file);
  }
  assert(!text.includes("_test.ts"), text);
});

Deno.test("a script outside the checkout imports the library by name, and by path", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(
      join(folder, "deno.json"),
      JSON.stringify({
        links: [project],
        imports: { highway: `jsr:${config.name}@${config.version}` },
      }),
    );
    for (const from of ["highway", new URL("../lib/mod.ts", import.meta.url).href]) {
      await Deno.writeTextFile(
        join(folder, "main.ts"),
        `import { createEngine, figures, frames, highway, initialize, loadDataset } from "${from}";
        const engine = await createEngine({ threads: 1 });
        const { train, classes } = await loadDataset("glyphs");
        const spec = highway({ depth: 5, inputSize: train.size, classes: classes.length });
        const network = await engine.load(spec, initialize(spec, { seed: 1 }));
        const { loss } = await network.evaluate(train, Uint32Array.of(0, 1, 2));
        console.log(loss > 2 && loss < 3, typeof figures.depthSweep, typeof frames.history);
        await engine.close();`,
      );
      const check = from === "highway" ? "--check" : "--no-check"; // once: it takes the longest
      const { code, text } = await printed(folder, "run", "-A", check, "--quiet", "main.ts");
      assertEquals(code, 0, text);
      assertStringIncludes(text, "true function function");
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
