/**
 * WebGPU as users start it: from the command line, in a notebook's kernel, in a script.
 *
 * @module
 */
import pl from "nodejs-polars";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadDataset } from "../lib/data/load.ts";
import { createEngine } from "../lib/engines/select.ts";
import { profileSettings } from "../lib/report/profile.ts";
import { lesionFrame } from "../lib/report/frames.ts";
import { assertEquals, assertMatch, assertStringIncludes } from "../lib/testing/assert.ts";
import { assertAllClose } from "../lib/testing/assert_close.ts";
import { tfjsEngines } from "../lib/testing/every_engine.ts";
import { RunStore } from "../lib/train/run_store.ts";

const project = fileURLToPath(new URL("../", import.meta.url));
const { absent } = tfjsEngines.find(({ name }) => name.endsWith("webgpu"))!;
const reason = absent ? ` (${absent})` : "";

/** Runs a script; `stderr` is without what Mesa says where there is no desktop. */
async function run(script: string) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", "--ext=ts", script],
    cwd: project,
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  const said = text.decode(stderr).replaceAll(/^error: XDG_RUNTIME_DIR is invalid.*\n/gm, "");
  return { code, stdout: text.decode(stdout), stderr: said };
}

Deno.test({
  name: `a script that trains on WebGPU and does not close its engine ends${reason}`,
  ignore: absent !== undefined,
  async fn() {
    const { code, stdout, stderr } = await run(`
      import { createEngine, generateGlyphs, initialize, plain } from "./lib/mod.ts";
      const engine = await createEngine({ engine: "auto", backend: "webgpu" });
      const spec = plain({ depth: 2, inputSize: 784, classes: 10 });
      const network = await engine.load(spec, initialize(spec, { seed: 1 }));
      const rows = Uint32Array.of(1, 2, 3);
      const options = { batchSize: 2, learningRates: Float32Array.of(0.1, 0.1), momentum: 0.9 };
      console.log((await network.trainEpoch(generateGlyphs(1).train, rows, options)).steps);
    `);
    assertEquals([code, stdout, stderr], [0, "2\n", ""]);
  },
});

Deno.test({
  name: `deno task reproduce --section lesions runs on WebGPU, right to 1e-5 nats${reason}`,
  ignore: absent !== undefined,
  async fn() {
    const folder = await Deno.makeTempDir({ dir: project, prefix: ".notebooks-" });
    const seed = Math.floor(Date.now() / 1000); // of no earlier run, which would be loaded
    const runs = join(project, "data", "runs");
    try {
      // The section's own notebook, but that training is one step: a software adapter takes a
      // second for each, and the section has thousands.
      const notebook = "04_lesioning.ipynb";
      let source = await Deno.readTextFile(join(project, "notebooks", notebook));
      for (
        const [from, to] of [
          ["../lib/mod.ts", "../../lib/mod.ts"],
          [
            "gateExperiments(dataset, study)",
            "gateExperiments(dataset, study).map((experiment) => ({ ...experiment, images: 128, " +
            "training: { ...experiment.training, epochs: 1 } }))",
          ],
        ]
      ) {
        assertStringIncludes(source, from);
        source = source.replaceAll(from, to);
      }
      await Deno.mkdir(join(folder, "notebooks"));
      await Deno.writeTextFile(join(folder, "notebooks", notebook), source);
      const args = ["--section", "lesions", "--dataset", "glyphs", "--backend", "webgpu"];
      args.push("--seed", String(seed), "--out", join(folder, "out"));
      const { code, stdout, stderr } = await run(`
        import { reproduce } from "./lib/cli/reproduce.ts";
        Deno.exit(await reproduce(${JSON.stringify(args)}, "${join(folder, "notebooks")}"));
      `);
      assertEquals([code, stderr], [0, ""], stdout);
      assertStringIncludes(stdout, "webgpu backend: ");
      const executed = await Deno.readTextFile(join(folder, "out", "notebooks", notebook));
      assertMatch(executed, /Trained 1 networks in .* with TF.js .*, webgpu backend/);

      const names = [...Deno.readDirSync(runs)].map(({ name }) => name);
      const stored = await Promise.all(names.map((name) => new RunStore(runs).load(name)));
      const index = stored.findIndex((run) => run?.experiment.seed === seed);
      const trained = stored[index]!;
      await Deno.remove(join(runs, names[index]), { recursive: true });
      const engine = await createEngine({ engine: "auto", backend: "auto" });
      const datasets = [await loadDataset("glyphs")];
      const settings = profileSettings.quick;
      const expected = await lesionFrame([trained], { engine, datasets, settings });
      await engine.close();
      const shown = pl.readParquet(join(folder, "out", "figure_10_lesions.parquet"));
      assertEquals(shown.height, 49);
      for (const name of ["loss", "unlesionedLoss"]) {
        const column = (frame: pl.DataFrame) => frame.getColumn(name).toArray() as number[];
        // Sums of float32 through 50 layers.
        assertAllClose(column(shown), column(expected), { name, tolerance: 1e-5 });
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
