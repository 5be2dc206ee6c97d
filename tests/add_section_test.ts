/**
 * A section is one file, one notebook and one line in a list: commands, notebooks and the page then
 * have it.
 *
 * @module
 */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assertEquals, assertStringIncludes } from "../lib/testing/assert.ts";
import { deno } from "./_deno.ts";

const project = fileURLToPath(new URL("../", import.meta.url));

/** Whether a second epoch helps. */
const section = `
import type { DataFrame } from "nodejs-polars";
import { depthSweep } from "../figures/depth_sweep.ts";
import { highway } from "../models/network_spec.ts";
import { sizes } from "./experiments.ts";
import { historyFrame } from "./frames.ts";
import { measured } from "./measured.ts";
import { profileSeeds } from "./profile.ts";
import type { Section } from "./section.ts";
import { type Criterion, judge } from "./verdict.ts";

const helps: Criterion<readonly number[]> = {
  number: 99,
  statement: "A second epoch helps",
  about: ["mnist"],
  source: "of a test",
  criterion: "the loss falls",
  published: "-",
  figure: "figure_08_depth_sweep",
  parts: ([first, second]) => [second < first],
  words: ([first, second]) => measured\`from \${first} to \${second}\`,
};

export const toy: Section<"nets", { readonly history: DataFrame }> = {
  name: "toy",
  notebook: "08_toy.ipynb",
  title: "Does a second epoch help?",
  question: "A highway net of two layers is trained for two epochs.",
  datasets: ["mnist"],
  shows: "one",
  seeds: profileSeeds,
  networks: "dense",
  experiments: (dataset, { seeds }) => ({
    nets: seeds.map((seed) => ({
      network: highway({ depth: 2, gateBias: -1, ...sizes(dataset) }),
      dataset: dataset.name,
      images: 512,
      training: { epochs: 2, batchSize: 64, learningRate: 0.1, momentum: 0.9 },
      seed,
    })),
  }),
  measure: ({ nets }) => Promise.resolve({ history: historyFrame(nets) }),
  figures: ({ history }) => [depthSweep(history, { published: [] })],
  claims: ({ history }, { datasets }) => {
    const found = history.getColumn("loss").toArray() as number[];
    return [judge(helps, [{ dataset: datasets[0].name, found }], datasets)];
  },
  discrepancies: () => [],
};
`;

const cell = (id: string, source: string, tags: string[] = []) => ({
  cell_type: "code",
  execution_count: null,
  id,
  metadata: { tags },
  outputs: [],
  source,
});

/** What the others have in their first cells, the section's runs and its verdicts. */
const notebook = JSON.stringify({
  cells: [
    cell("parameters", 'let datasets = ["mnist"];\nlet out = "auto";', [
      "parameters",
    ]),
    cell("imports", 'import { openStudy, sections } from "../lib/mod.ts";'),
    cell(
      "judge",
      "const study = await openStudy({ datasets, out });\n" +
        'const toy = sections.all.find(({ name }) => name === "toy");\n' +
        "const { runs, frames, claims } = await study.judge(toy);\n" +
        "await study.figure(toy.figures(frames, study)[0], frames.history, runs.nets);\n" +
        "await study.verdicts(claims);",
    ),
  ],
  metadata: { kernelspec: { display_name: "Deno", language: "typescript", name: "deno" } },
  nbformat: 4,
  nbformat_minor: 5,
});

/** Prints the claims of the section on the page: a whole page takes a minute. */
const onPage = `
import { loadDataset } from "./lib/data/load.ts";
import { createEngine } from "./lib/engines/select.ts";
import { makeSections } from "./lib/page/sections.ts";
import { shownRuns } from "./lib/page/shown_runs.ts";
import { FrameStore } from "./lib/store/frame_store.ts";
import { RunStore } from "./lib/store/run_store.ts";
const datasets = [await loadDataset("glyphs")];
const engine = await createEngine();
const made = await makeSections({
  engine,
  convolutionalEngine: () => Promise.resolve(engine),
  datasets,
  frames: new FrameStore("data/diagnostics"),
  stored: await shownRuns(new RunStore("data/runs"), datasets, console.log),
}, new Map());
const { section: { claims, figures } } = made.find(({ section }) => section.name === "toy");
console.log(figures.length, claims.map(({ statement }) => statement));
Deno.exit(0);
`;

async function printed(cwd: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await deno(args, { cwd });
  assertEquals(code, 0, stderr);
  return stdout;
}

Deno.test("a new section is one file, one notebook and one line in a list", async () => {
  const folder = await Deno.makeTempDir();
  for (const name of ["lib", "notebooks", "deno.json", "deno.lock"]) {
    await cp(join(project, name), join(folder, name), { recursive: true });
  }
  await Deno.writeTextFile(join(folder, "lib/sections/toy.ts"), section);
  await Deno.writeTextFile(join(folder, "notebooks/08_toy.ipynb"), notebook);
  const list = join(folder, "lib/sections/sections.ts");
  const listed = (await Deno.readTextFile(list)).replace("  convolutional,\n", "$&  toy,\n");
  await Deno.writeTextFile(list, `import { toy } from "./toy.ts";\n${listed}`);

  const reproduced = await printed(
    folder,
    "task",
    "reproduce",
    "--section",
    "toy",
    "--dataset",
    "glyphs",
  );
  assertStringIncludes(reproduced, "notebooks/08_toy.ipynb");
  assertStringIncludes(reproduced, "A second epoch helps");
  assertStringIncludes(reproduced, "reproduced");
  assertStringIncludes(await printed(folder, "eval", "--ext=ts", onPage), "A second epoch helps");
  await Deno.remove(folder, { recursive: true });
});
