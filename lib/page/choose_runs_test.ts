import type { Dataset } from "../data/dataset.ts";
import { generateGlyphs } from "../data/glyphs.ts";
import { plain } from "../models/network_spec.ts";
import type { Experiment } from "../train/experiment.ts";
import { runName } from "../store/run_key.ts";
import type { Run } from "../store/record.ts";
import { assertEquals } from "../testing/assert.ts";
import type { Setting } from "../sections/context.ts";
import { untrainedRun } from "../testing/stored_runs.ts";
import { type BegunRun, chooseRuns, type ChosenRuns } from "./choose_runs.ts";

const glyphs = generateGlyphs(1);
const { standsInFor: _, ...real } = { ...glyphs, name: "mnist", title: "MNIST", digest: "real" };
const mnist = real as Dataset;

/** Two nets a seed, longer in the report's profile. */
function experimentsOf(dataset: Dataset, { profile, seeds }: Setting): Experiment[] {
  return seeds.flatMap((seed) =>
    [1, 2].map((depth) => ({
      network: plain({ depth, inputSize: 784, classes: 10 }),
      dataset: dataset.name,
      training: {
        epochs: profile === "report" ? 2 : 1,
        batchSize: 128,
        learningRate: 0.1,
        momentum: 0.9,
      },
      seed,
    }))
  );
}

function stored(...runs: Run[]): Map<string, Run> {
  return new Map(runs.map((run) => [runName(run), run]));
}
function all(dataset: Dataset, profile: Setting["profile"], seeds: number[]): Run[] {
  return experimentsOf(dataset, { profile, seeds }).map((one) => untrainedRun(one, dataset));
}
function said(chosen?: ChosenRuns) {
  if (!chosen) return undefined;
  const { dataset, profile, seeds, complete, runs, missing } = chosen;
  return [dataset.name, profile, seeds, complete, runs.length, missing.length];
}
const choose = async (runs: Run[], of = experimentsOf, begun?: Map<string, BegunRun>) =>
  said(await chooseRuns(stored(...runs), [mnist, glyphs], of, [1, 2], begun));

Deno.test("chooseRuns() takes published data and the report's profile first", async () => {
  const quick = all(mnist, "quick", [1, 2]);
  assertEquals(await choose(quick), ["mnist", "quick", [1, 2], [1, 2], 4, 0]);
  const both = [...quick, ...all(mnist, "report", [2])];
  assertEquals(await choose(both), ["mnist", "report", [2], [2], 2, 0]);
  assertEquals(await choose(all(glyphs, "report", [1])), ["glyphs", "report", [1], [1], 2, 0]);
  assertEquals(await choose([]), undefined);
});

Deno.test("chooseRuns() prefers what is there from end to end, and says what is missing", async () => {
  const [first, second] = all(mnist, "report", [1]);
  assertEquals(await choose([first]), ["mnist", "report", [1], [], 1, 1]);
  assertEquals(await choose([first, ...all(mnist, "quick", [3])]), [
    "mnist",
    "quick",
    [3],
    [3],
    2,
    0,
  ]);
  assertEquals(await choose([first, second, ...all(mnist, "report", [2]).slice(1)]), [
    "mnist",
    "report",
    [1, 2],
    [1],
    3,
    1,
  ]);
});

Deno.test("chooseRuns() takes what is in training first, and what was stopped for a run", async () => {
  const quick = all(mnist, "quick", [1]);
  const [one] = all(mnist, "report", [2]);
  const begun = (isTraining: boolean) =>
    new Map([[runName(one), { experiment: one.experiment, isTraining }]]);
  assertEquals(await choose(quick, experimentsOf, begun(true)), ["mnist", "report", [2], [], 0, 2]);
  assertEquals(await choose(quick, experimentsOf, begun(false)), [
    "mnist",
    "quick",
    [1],
    [1],
    2,
    0,
  ]);
  assertEquals(await choose([], experimentsOf, begun(false)), ["mnist", "report", [2], [], 0, 2]);
});

Deno.test("chooseRuns() calls runs of both profiles the report's once all its seeds are there", async () => {
  const same = (dataset: Dataset, { seeds }: Setting) =>
    experimentsOf(dataset, { profile: "quick", seeds });
  const runs = (...seeds: number[]) => choose(all(mnist, "quick", seeds), same);
  assertEquals(await runs(1), ["mnist", "quick", [1], [1], 2, 0]);
  assertEquals(await runs(1, 2, 3), ["mnist", "report", [1, 2, 3], [1, 2, 3], 6, 0]);
});

Deno.test("chooseRuns() knows a run on other data, of another version or engine", async () => {
  const [one] = all(mnist, "quick", [1]);
  const asked = (change: Partial<Run>) => choose([{ ...one, ...change }]);
  assertEquals(await asked({ dataDigest: "other" }), undefined);
  assertEquals(await asked({ resultsVersion: 0 }), undefined);
  assertEquals(await asked({ engine: "tfjs" }), ["mnist", "quick", [1], [], 1, 1]);
});
