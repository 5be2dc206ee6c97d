import { type Dataset, publishedOf } from "../../data/dataset.ts";
import { digestOf, type Experiment, mathematics, type Question } from "../../train/experiment.ts";
import type { Run } from "../../train/record.ts";
import type { StoredRun } from "../../train/run_list.ts";
import type { RunStore } from "../../train/run_store.ts";
import { profiles } from "../profile.ts";
import { sectionPlans } from "./section_plans.ts";

/**
 * Reads those of the finished runs that some section may show, by name: a store may have thousands
 * of others.
 *
 * @param onNotice Told of those that are not whole.
 */
export async function shownRuns(
  store: RunStore,
  found: readonly StoredRun[],
  datasets: readonly Dataset[],
  onNotice: (notice: string) => void,
): Promise<Map<string, Run>> {
  const shown = new Set<string>();
  for (const dataset of datasets) {
    for (const experiment of await sectionExperiments(dataset)) {
      for (const engine of ["fused", "tfjs"] as const) {
        shown.add(seedless({ mathematics, engine, dataDigest: dataset.digest, experiment }));
      }
    }
  }
  const names = new Set(
    found.filter(({ outline }) => outline && shown.has(seedless(outline.question)))
      .map(({ name }) => name),
  );
  const runs = new Map<string, Run>();
  for (const name of names) {
    const run = store.load(name, onNotice);
    if (run) runs.set(name, run);
  }
  return runs;
}

/** Experiments of every section that is about a data set, of one seed. */
async function sectionExperiments(dataset: Dataset): Promise<Experiment[]> {
  const experiments: Experiment[] = [];
  for (const { about, experimentsOf, besideOf } of sectionPlans) {
    const published = publishedOf(dataset);
    if (!published || !about.includes(published)) continue;
    for (const profile of profiles) {
      const setting = { profile, seeds: [1] };
      experiments.push(...experimentsOf(dataset, setting));
      experiments.push(...await besideOf?.(dataset, setting) ?? []);
    }
  }
  return experiments;
}

/** Equal for runs that differ in nothing but their seeds. */
function seedless(question: Question): string {
  return digestOf({ ...question, experiment: { ...question.experiment, seed: undefined } });
}
