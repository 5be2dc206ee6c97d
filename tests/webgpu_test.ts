/**
 * WebGPU as users start it: from the command line, in a notebook's kernel, in a script.
 *
 * @module
 */
import pl from "nodejs-polars";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findPart } from "../lib/cli/parts.ts";
import type { Dataset } from "../lib/data/dataset.ts";
import { loadDataset } from "../lib/data/load.ts";
import { createEngine } from "../lib/engines/select.ts";
import {
  convolutionalExperiments,
  deepestExperiments,
  depthSweepExperiments,
  diagnosticExperiments,
  gateExperiments,
} from "../lib/sections/experiments.ts";
import type { Context, Setting } from "../lib/sections/context.ts";
import { activationFrame, gateFrame, historyFrame, lesionFrame } from "../lib/sections/frames.ts";
import { profileSettings } from "../lib/sections/profile.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../lib/testing/assert.ts";
import { assertAllClose } from "../lib/testing/assert_close.ts";
import { unlessSlow } from "../lib/testing/backends.ts";
import { testsAll } from "../lib/testing/chosen_tests.ts";
import type { Experiment } from "../lib/train/experiment.ts";
import { runKey, runName } from "../lib/store/run_key.ts";
import type { Run } from "../lib/store/record.ts";
import { run as train } from "../lib/store/run.ts";
import { RunStore } from "../lib/store/run_store.ts";
import { deno } from "./_deno.ts";
import { surveyBackends } from "./_survey_backends.ts";

const project = fileURLToPath(new URL("../", import.meta.url));

/** Runs a script; `stderr` is without what Mesa says where there is no desktop. */
async function run(script: string) {
  const { stderr, ...printed } = await deno(["eval", "--quiet", "--ext=ts", script]);
  return {
    ...printed,
    stderr: stderr.replaceAll(/^error: XDG_RUNTIME_DIR is invalid.*\n/gm, ""),
  };
}

const [webgpu] = await surveyBackends(["webgpu"]);
/** Why WebGPU is not tested here, if that is so. */
const { absent } = webgpu;
const { absent: absentAtLength } = unlessSlow(webgpu);
const because = (absent?: string) => absent ? ` (${absent})` : "";

/** Tests that run on each backend, see `lib/testing/backends.ts`. */
const onEachBackend = [...testFiles("lib"), ...testFiles("tests")].filter((path) =>
  /\/testing\/(backends|every_engine|chosen_tests)\.ts"/.test(
    Deno.readTextFileSync(join(project, path)),
  )
);

function testFiles(folder: string): string[] {
  return [...Deno.readDirSync(join(project, folder))].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    return isDirectory ? testFiles(path) : /_test\.ts$/.test(name) ? [path] : [];
  }).filter((path) => path !== "tests/webgpu_test.ts");
}

Deno.test({
  name: `tests of each backend pass on WebGPU${because(absent)}`,
  ignore: absent !== undefined,
  async fn() {
    assert(onEachBackend.length > 8, onEachBackend.join(", "));
    await using process = new Deno.Command(Deno.execPath(), {
      args: ["test", "--quiet", "--frozen", "-A", ...onEachBackend],
      cwd: project,
      env: { HIGHWAY_TESTS: testsAll ? "all webgpu" : "webgpu", NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    let said = "";
    for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
      said += text;
      // Mesa 22's software adapter, left by a process that had several devices, may abort it.
      if (/^(ok|FAILED) \| .*\n/m.test(said)) break;
    }
    assertMatch(said, /^ok \| /m, said);
    assertMatch(said, /TF\.js, webgpu: .* ok/);
  },
});

Deno.test({
  name: `a script that trains on WebGPU and does not close its engine ends${because(absent)}`,
  ignore: absent !== undefined,
  async fn() {
    const { code, stdout, stderr } = await run(`
      import { createEngine, initialize, loadDataset, plain } from "./lib/mod.ts";
      const engine = await createEngine({ engine: "auto", backend: "webgpu" });
      const glyphs = await loadDataset("glyphs");
      const spec = plain({ depth: 2, inputSize: 784, classes: 10 });
      const network = await engine.load(spec, initialize(spec, { seed: 1 }));
      const rows = Uint32Array.of(1, 2, 3);
      const options = { batchSize: 2, learningRates: Float32Array.of(0.1, 0.1), momentum: 0.9 };
      console.log((await network.trainEpoch(glyphs.train, rows, options)).steps);
    `);
    assertEquals([code, stdout, stderr], [0, "2\n", ""]);
  },
});

/** The experiment with two steps, slow on a software adapter, and 100 of the claims' 900 layers. */
const shorten = (experiment: Experiment): Experiment => ({
  ...experiment,
  network: { ...experiment.network, depth: Math.min(experiment.network.depth, 100) },
  images: 128,
  training: { ...experiment.training, epochs: 1, batchSize: 64, decay: undefined },
});
const shortenSource = JSON.stringify(String(shorten)).slice(1, -1); // in a notebook's JSON

/** The history of the same trainings with the default engine. */
async function trainAgain(runs: readonly Run[], lab: Context): Promise<pl.DataFrame> {
  const store = new RunStore(await Deno.makeTempDir());
  const trained: Run[] = [];
  for (const { experiment } of runs) {
    const options = { engine: lab.engine, store, onEpoch() {} };
    trained.push(await train(experiment, lab.datasets[0], options));
  }
  await Deno.remove(store.folder, { recursive: true });
  return historyFrame(trained);
}

interface ShortSection {
  readonly name: string;
  readonly experiments: (dataset: Dataset, setting: Setting) => Experiment[];
  /** Written by the section. */
  readonly figure: string;
  /** Rows of the figure's frame. */
  readonly height: number;
  /** The same frame with the default engine. */
  readonly expected: (runs: readonly Run[], lab: Context) => Promise<pl.DataFrame>;
  /**
   * Columns of it that are compared, and how near they must be, each in its own unit: sums of
   * float32 through up to 100 layers. Gradient norms are up to 20, grown layer by layer.
   */
  readonly columns: Readonly<Record<string, number>>;
}

const shortSections: readonly ShortSection[] = [
  {
    name: "activations",
    experiments: diagnosticExperiments,
    figure: "figure_05_mean_activation",
    height: 6 * 2 * 50,
    expected: activationFrame,
    columns: { mean: 1e-5, variance: 1e-5, gradientNorm: 5e-3 },
  },
  {
    name: "depth",
    experiments: depthSweepExperiments,
    figure: "figure_08_depth_sweep",
    height: 8,
    expected: trainAgain,
    columns: { loss: 1e-5 },
  },
  {
    name: "gates",
    experiments: gateExperiments,
    figure: "figure_09_gates",
    height: 49 * 50,
    expected: gateFrame,
    columns: { meanGate: 1e-5, gate: 1e-5, output: 1e-5 },
  },
  {
    name: "lesions",
    experiments: gateExperiments,
    figure: "figure_10_lesions",
    height: 49,
    expected: lesionFrame,
    columns: { loss: 1e-5, unlesionedLoss: 1e-5 },
  },
  {
    name: "convolutional",
    experiments: convolutionalExperiments,
    figure: "convolutional_lesions",
    height: 8,
    expected: lesionFrame,
    columns: { loss: 1e-5, unlesionedLoss: 1e-5 },
  },
  {
    name: "claims",
    experiments: deepestExperiments,
    figure: "deepest_nets",
    height: 2,
    expected: trainAgain,
    columns: { loss: 1e-5 },
  },
];

for (const section of shortSections) {
  Deno.test({
    name: `deno task reproduce --section ${section.name} runs on WebGPU${because(absentAtLength)}`,
    ignore: absentAtLength !== undefined,
    async fn() {
      const folder = await Deno.makeTempDir({ dir: project, prefix: ".notebooks-" });
      const seed = Math.floor(Date.now() / 1000); // of no earlier run, which would be loaded
      const store = new RunStore(join(project, "data", "runs"));
      const networks = section.name === "convolutional" ? "convolutional" : "dense";
      const engine = await createEngine({ engine: "auto", backend: "auto", networks });
      await Deno.mkdir(store.folder, { recursive: true });
      try {
        // The section's own notebook, but for the length of its trainings, and the images to test.
        const { notebook } = findPart(section.name)!;
        const source = await Deno.readTextFile(join(project, "notebooks", notebook));
        const short = source
          .replaceAll("../lib/mod.ts", "../../lib/mod.ts")
          .replace(
            /await openStudy\(([^)]*)\)/,
            (call) =>
              "((study) => { const train = study.train.bind(study); return Object.assign(study, " +
              `{ train: (experiments) => train(experiments.map(${shortenSource})) }); })(${call})`,
          );
        assertStringIncludes(short, shortenSource);
        await Deno.mkdir(join(folder, "notebooks"));
        await Deno.writeTextFile(join(folder, "notebooks", notebook), short);
        const args = ["--section", section.name, "--dataset", "glyphs", "--backend", "webgpu"];
        args.push("--seed", String(seed), "--out", join(folder, "out"));
        const { code, stdout, stderr } = await run(`
          import { reproduce } from "./lib/cli/reproduce.ts";
          Deno.exit(await reproduce(${JSON.stringify(args)}, "${join(folder, "notebooks")}"));
        `);
        assertEquals([code, stderr], [0, ""], stdout);
        assertStringIncludes(stdout, "webgpu backend: ");
        const executed = await Deno.readTextFile(join(folder, "out", "notebooks", notebook));
        assertMatch(executed, /Trained \d+ networks? in .* with TF.js .*, webgpu backend/);

        const datasets = [await loadDataset("glyphs")];
        const trained = await Promise.all(
          section.experiments(datasets[0], { profile: "quick", seeds: [seed] }).map((experiment) =>
            store.load(runName(runKey(shorten(experiment), datasets[0], { family: "tfjs" })))
          ),
        );
        const settings = profileSettings.quick;
        const expected = await section.expected(trained as Run[], {
          profile: "quick",
          engine,
          datasets,
          settings,
        });
        const shown = pl.readParquet(join(folder, "out", `${section.figure}.parquet`));
        assertEquals(shown.height, section.height);
        for (const [name, tolerance] of Object.entries(section.columns)) {
          const column = (frame: pl.DataFrame) => frame.getColumn(name).toArray() as number[];
          assertAllClose(column(shown), column(expected), { name, tolerance });
        }
      } finally {
        await engine.close();
        for await (const { name } of Deno.readDir(store.folder)) {
          if ((await store.load(name))?.experiment.seed !== seed) continue;
          await Deno.remove(join(store.folder, name), { recursive: true });
        }
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}
