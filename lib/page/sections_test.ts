import type { Dataset } from "../data/dataset.ts";
import { generateGlyphs } from "../data/glyphs.ts";
import { generateTextures } from "../data/textures.ts";
import { createEngine } from "../engines/select.ts";
import { assertEquals } from "../testing/assert.ts";
import type { Experiment } from "../train/experiment.ts";
import type { Run } from "../store/record.ts";
import { runName } from "../store/run_key.ts";
import {
  clippingExperiments,
  depthSweepExperiments,
  gateExperiments,
} from "../sections/experiments.ts";
import { FrameStore } from "../store/frame_store.ts";
import { untrainedRun } from "../testing/stored_runs.ts";
import { type BegunRun, namesOf } from "./choose_runs.ts";
import { makeSections } from "./sections.ts";

const glyphs = generateGlyphs(1);
const report = { profile: "report", seeds: [1] } as const;

/** The section of that name, made of runs that were kept without their networks. */
function section(name: string, experiments: readonly Experiment[]) {
  const runs = experiments.map((one) => ({ ...untrainedRun(one, glyphs), parameters: undefined }));
  return sectionOf(name, [glyphs], runs);
}

/** The section of that name, made of runs on these data sets. */
async function sectionOf(
  name: string,
  datasets: readonly Dataset[],
  runs: readonly Run[],
  begun?: ReadonlyMap<string, BegunRun>,
) {
  const folder = await Deno.makeTempDir();
  const engine = await createEngine({ engine: "fused", backend: "auto", threads: 1 });
  const notices: string[] = [];
  const made = await makeSections({
    stored: new Map(runs.map((run) => [runName(run), run])),
    datasets,
    begun,
    engine,
    convolutionalEngine: () => Promise.resolve(engine),
    frames: new FrameStore(folder),
    onNotice: (notice) => notices.push(notice),
  }, new Map());
  await engine.close();
  await Deno.remove(folder, { recursive: true });
  return { ...made.find(({ section }) => section.name === name)!, notices };
}

Deno.test("a section says which seeds of its profile are missing", async () => {
  const { section: { missing, claims } } = await section(
    "clipping",
    clippingExperiments(glyphs, report),
  );
  assertEquals(missing, ["Of profile report’s seeds 1, 2, 3 no run with seeds 2 or 3 is stored."]);
  assertEquals(claims.length, 1);
});

Deno.test("a section says which runs are missing, and where they are to grow", async () => {
  const experiments = depthSweepExperiments(glyphs, report);
  const { section: { figures, missing, command, claims }, growing, notices } = await section(
    "depth",
    experiments.slice(0, 6),
  );
  assertEquals(missing, [
    "2 of 8 runs of profile report are not stored: plain 100, Glyphs, seed 1; highway 100, " +
    "Glyphs, seed 1.",
    "Of profile report’s seeds 1, 2, 3 no run with seeds 2 or 3 is stored.",
  ]);
  assertEquals(
    command,
    "deno task reproduce --section depth --profile report --dataset glyphs",
  );
  assertEquals([figures.length, claims.length, notices], [1, 0, []]);
  assertEquals(figures[0].groups[0].panels.map(({ title }) => title), [
    "Depth 10",
    "Depth 20",
    "Depth 50",
    "Depth 100",
  ]);
  assertEquals(Object.keys(growing), experiments.slice(6).flatMap((one) => namesOf(one, glyphs)));
  assertEquals(growing[namesOf(experiments[7], glyphs)[0]], {
    panel: "figure_08_depth_sweep-depth-100",
    label: "highway",
    line: { architecture: "highway", seed: 1 },
  });
});

Deno.test("a section keeps its verdicts while shorter runs are in training", async () => {
  const runs = depthSweepExperiments(glyphs, report).map((one) => untrainedRun(one, glyphs));
  const [experiment] = depthSweepExperiments(glyphs, { profile: "quick", seeds: [1] });
  const begun = new Map([[namesOf(experiment, glyphs)[0], { experiment, isTraining: true }]]);
  const { section: { provenance, claims } } = await sectionOf("depth", [glyphs], runs, begun);
  assertEquals(provenance.map((line) => /profile \w+/.exec(line)![0]), ["profile quick"]);
  assertEquals(claims.length > 5, true);
});

Deno.test("a section shows all its data sets, and judges them together", async () => {
  const datasets = [glyphs, generateTextures(1)];
  const setting = { profile: "quick", seeds: [1] } as const;
  const runs = datasets.flatMap((dataset) =>
    gateExperiments(dataset, setting).map((one) => untrainedRun(one, dataset))
  );
  const { section: { missing, claims }, notices } = await sectionOf("shallower", datasets, runs);
  assertEquals([missing, notices], [[], []]);
  assertEquals(claims.map(({ number, data }) => [number, data]), [
    [22, "Glyphs (stand-in), Textures (stand-in)"],
  ]);
});

Deno.test("a section that cannot be shown says why, and the others are made", async () => {
  const experiments = gateExperiments(glyphs, report);
  const { section: { figures, missing }, notices } = await section("gates", experiments);
  assertEquals(figures, []);
  assertEquals(missing.at(-1)!.slice(0, 41), "This cannot be shown: Cannot look into hi");
  assertEquals(notices.length, 3); // the two others of these nets too
});
