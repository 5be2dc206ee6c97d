/**
 * The notebooks, run as a user runs them: `deno task reproduce`, then Jupyter.
 */
import pl from "nodejs-polars";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { resolveDataset } from "../lib/data/find.ts";
import { formatNotebook, parseNotebook } from "../lib/notebook/ipynb.ts";
import { injectParameters } from "../lib/notebook/parameters.ts";
import { readClaims } from "../lib/report/claims_file.ts";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../lib/testing/assert.ts";
import { deno } from "./_deno.ts";
import { succeeds } from "./_succeeds.ts";

const project = fileURLToPath(new URL("../", import.meta.url));
const notebooks = [
  "01_activation_diagnostics",
  "02_depth_sweep",
  "03_gate_visualization",
  "04_lesioning",
  "05_convolutional_highway",
  "06_claims",
];
const figures = [
  "figure_05_mean_activation",
  "figure_06_activation_variance",
  "figure_07_gradient_norms",
  "figure_08_depth_sweep",
  "figure_09_gates",
  "figure_10_lesions",
  "convolutional_gates",
  "convolutional_lesions",
  "dead_units",
  "clipping",
  "deepest_nets",
];
/** No test downloads data sets: real ones are those in `data/` or `HIGHWAY_DATA`. */
const nowhere = "http://127.0.0.1:2/";
const offline = { HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere };
const mirrors = { mnist: [nowhere] };
const realData = await resolveDataset("mnist", { mirrors }) === "mnist";

interface Cell {
  readonly cell_type: string;
  readonly source: string[];
  readonly execution_count: number | null;
  readonly outputs: { readonly output_type: string; readonly data?: Record<string, unknown> }[];
}

async function codeCells(path: string): Promise<Cell[]> {
  const { cells }: { cells: Cell[] } = JSON.parse(await Deno.readTextFile(path));
  return cells.filter(({ cell_type }) => cell_type === "code");
}

async function printed(...args: string[]): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await deno(args, { env: offline });
  return { code, text: stdout + stderr };
}

Deno.test("deno task reproduce runs every section and shows what the report claims", async (t) => {
  const out = await Deno.makeTempDir();
  const { code, text } = await printed("task", "reproduce", "--out", out);
  assertEquals(code, 0, text);

  await t.step("each notebook is whole, without error, and ends in verdicts", async () => {
    for (const name of notebooks) {
      const cells = await codeCells(join(out, "notebooks", `${name}.ipynb`));
      for (const { source, execution_count, outputs } of cells) {
        assert(execution_count !== null, `${name} did not run: ${source.join("")}`);
        assert(outputs.every(({ output_type }) => output_type !== "error"), name);
      }
      const table = JSON.stringify(cells.at(-1)!.outputs.at(-1)!.data!["text/html"]);
      // A convolutional net of the published size takes 180,000 steps: not in this profile.
      const verdict = name.startsWith("05")
        ? />not tested</
        : />(reproduced|partly|not reproduced)</;
      assertMatch(table, verdict);
    }
  });

  await t.step("each figure has a specification, pictures and the frame behind it", async () => {
    for (const name of figures) {
      const spec = await Deno.readTextFile(join(out, `${name}.vl.json`));
      assertStringIncludes(spec, realData ? "Data: MNIST" : "generated stand-in for MNIST");
      assertEquals(spec.includes("stand-in"), !realData, name);
      assertStringIncludes(await Deno.readTextFile(join(out, `${name}.svg`)), "<svg");
      assert((await Deno.stat(join(out, `${name}.png`))).size > 10_000, name);
      assert(pl.readParquet(join(out, `${name}.parquet`)).height > 0, name);
    }
  });

  await t.step("figures are shown as Vega-Lite and as PNG in one bundle", async () => {
    const cells = await codeCells(join(out, "notebooks", "02_depth_sweep.ipynb"));
    const bundles = cells.flatMap(({ outputs }) => outputs.map(({ data }) => data ?? {}));
    const figure = bundles.find((data) => "image/png" in data)!;
    assert("application/vnd.vegalite.v5+json" in figure);
  });

  await t.step("stand-ins are announced on the terminal", () => {
    assertEquals(text.includes("using the generated stand-in glyphs"), !realData);
  });

  interface Epoch {
    architecture: string;
    depth: number;
    epoch: number;
    loss: number;
    accuracy: number;
  }
  const history = pl.readParquet(join(out, "figure_08_depth_sweep.parquet"))
    .toRecords() as unknown as Epoch[];
  const last = (architecture: string, depth: number) =>
    history.findLast((row) => row.architecture === architecture && row.depth === depth)!;

  await t.step("10-layer nets reach 95 % training accuracy", () => {
    assert(last("plain", 10).accuracy > 0.95, `plain: ${last("plain", 10).accuracy}`);
    assert(last("highway", 10).accuracy > 0.95, `highway: ${last("highway", 10).accuracy}`);
  });

  await t.step("the 50-layer highway net trains where the plain one does worse", () => {
    assert(last("highway", 50).accuracy > 0.9, `highway: ${last("highway", 50).accuracy}`);
    assert(last("plain", 50).loss > 2 * last("highway", 50).loss);
  });

  await t.step("ReLU with Glorot goes dead with depth, sigmoid's early gradients vanish", () => {
    const layer = (frame: pl.DataFrame, activation: string, layer: number) =>
      frame.filter(
        pl.col("activation").eq(pl.lit(activation))
          .and(pl.col("initializer").eq(pl.lit("glorot-uniform")))
          .and(pl.col("layer").eq(layer)),
      );
    const activations = pl.readParquet(join(out, "figure_05_mean_activation.parquet"));
    const mean = (at: number) => Number(layer(activations, "relu", at).getColumn("mean").get(0));
    assert(mean(1) > 0.05 && mean(20) < 0.01 * mean(1) && mean(50) < 1e-4 * mean(1));
    const gradients = pl.readParquet(join(out, "figure_07_gradient_norms.parquet"));
    const norm = (at: number) =>
      Number(layer(gradients, "sigmoid", at).getColumn("meanNorm").max());
    assert(norm(1) < 1e-9 * norm(50), `${norm(1)} at layer 1, ${norm(50)} at layer 50`);
  });

  await t.step("a highway net of 900 layers trains, a plain one does not", () => {
    const deepest = pl.readParquet(join(out, "deepest_nets.parquet"))
      .toRecords() as unknown as Epoch[];
    const accuracies = (architecture: string) =>
      deepest.filter((row) => row.architecture === architecture && row.epoch === 16)
        .map(({ accuracy }) => accuracy);
    const [highway, plain] = [accuracies("highway"), accuracies("plain")];
    assertEquals([highway.length, plain.length], [1, 1]);
    assert(highway[0] > 0.9 && Math.max(...plain) < 0.3, `${highway}; plain: ${plain}`);
  });

  await t.step("clipping helps the ReLU net with He weights at a large rate", () => {
    interface Clipped {
      settings: string;
      learningRate: number;
      loss: number;
    }
    const losses = pl.readParquet(join(out, "clipping.parquet"))
      .toRecords() as unknown as Clipped[];
    const last = (of: string) =>
      losses.findLast(({ settings, learningRate }) =>
        settings === of && learningRate === Math.fround(0.03)
      )!.loss;
    const [free, clipped] = [last("neither"), last("clipped")]; // the first may not be finite
    assert(clipped < 2 && !(free < clipped), `${free}, clipped ${clipped}`);
  });

  await t.step("all claims are in one file", async () => {
    const { claims } = await readClaims(out);
    const numbers = [...new Set(claims.map(({ number }) => number))];
    assertEquals(numbers, numbers.map((_, index) => index + 1));
  });

  await t.step("the convolutional net learns, and says how much beside the published", async () => {
    const cells = await codeCells(join(out, "notebooks", "05_convolutional_highway.ipynb"));
    const table = String(cells.at(-1)!.outputs.at(-1)!.data!["text/plain"]);
    const [, percent, steps] = table.match(/seed 1: ([\d.]+) %, 10,282 parameters, (\d+) steps/)!;
    assert(Number(percent) > 80, `${percent} % of the test images`);
    assertEquals(steps, "240");
    assertStringIncludes(table, "published: 99.54 %");
    assertMatch(JSON.stringify(cells), /not fused engine: it runs dense nets only/);
    const gates = pl.readParquet(join(out, "convolutional_gates.parquet"));
    assertEquals(gates.height, 8 * 8);
    const lesions = pl.readParquet(join(out, "convolutional_lesions.parquet"));
    assertEquals(lesions.getColumn("layer").toArray(), [2, 3, 4, 5, 6, 7, 8, 9]);
    const [worst, whole] = [
      lesions.getColumn("loss").max(),
      lesions.getColumn("unlesionedLoss").max(),
    ];
    assert(worst > 1.2 * whole, `no layer matters: ${worst} at most, ${whole} without a lesion`);
  });

  await t.step("a section alone loads what another has trained", async () => {
    const alone = join(out, "alone");
    const { code, text } = await printed(
      "task",
      "reproduce",
      "--section",
      "lesioning",
      "--out",
      alone,
    );
    assertEquals(code, 0, text);
    const cells = JSON.stringify(await codeCells(join(alone, "notebooks", "04_lesioning.ipynb")));
    assertMatch(cells, /Loaded 6 networks from earlier runs/); // with those of controls
    const written = [...Deno.readDirSync(alone)].map(({ name }) => name).sort();
    const lesions = ["parquet", "png", "svg", "vl.json"].map((end) => `figure_10_lesions.${end}`);
    assertEquals(written, [...lesions, "notebooks"]);
  });

  await Deno.remove(out, { recursive: true });
});

const jupyter = await succeeds("jupyter", "nbconvert", "--version");

Deno.test({
  name: "the notebooks run top to bottom in Jupyter",
  ignore: !jupyter,
  async fn() {
    // Copies beside the originals, which find the library but write their figures elsewhere.
    // Runs that the sections have made are loaded.
    const folder = await Deno.makeTempDir({ dir: project, prefix: ".notebooks-" });
    const env = { ...offline, XDG_DATA_HOME: folder, JUPYTER_DATA_DIR: join(folder, "jupyter") };
    const run = async (command: string, ...args: string[]) => {
      const { success, stderr } = await new Deno.Command(command, { args, env, cwd: folder })
        .output();
      assert(success, new TextDecoder().decode(stderr));
    };
    try {
      await run(Deno.execPath(), "jupyter", "--install");
      for (const file of ["00_your_own_experiment", ...notebooks].map((name) => `${name}.ipynb`)) {
        const source = await Deno.readTextFile(join(project, "notebooks", file));
        const notebook = injectParameters(parseNotebook(source, file), { out: "figures" });
        await Deno.writeTextFile(join(folder, file), formatNotebook(notebook));
        const options = ["--execute", "--inplace", "--ExecutePreprocessor.timeout=900"];
        await run("jupyter", "nbconvert", "--to", "notebook", ...options, file);
        const cells = await codeCells(join(folder, file));
        assert(cells.every(({ execution_count }) => execution_count !== null), file);
        if (file.startsWith("00")) continue; // it has no verdict
        const verdict = file.startsWith("05") ? />not tested</ : />(reproduced|partly)</;
        assertMatch(JSON.stringify(cells.at(-1)!.outputs), verdict);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
