import { type Dataset, publishedOf } from "../data/dataset.ts";
import type { Experiment } from "../train/experiment.ts";
import { digestOf, type RunKey, runKey, runName, untaggedName } from "../store/run_key.ts";
import type { Run } from "../store/record.ts";
import type { RunStore } from "../store/run_store.ts";
import { profiles } from "../sections/profile.ts";
import { allSections } from "../sections/sections.ts";

/** Runs that are not whole and are named. */
const NAMED = 5;

/**
 * Reads those of the finished runs that some section may show, by name: a store may have thousands
 * of others.
 *
 * @param onNotice Told of those that are not whole.
 */
export async function shownRuns(
  store: RunStore,
  datasets: readonly Dataset[],
  onNotice: (notice: string) => void,
): Promise<Map<string, Run>> {
  const shown = new Set<string>();
  const kinds = new Set<string>();
  for (const dataset of datasets) {
    for (const experiment of await sectionExperiments(dataset)) {
      for (const family of ["fused", "tfjs"] as const) {
        const key = runKey(experiment, dataset, { family });
        shown.add(seedless(key));
        kinds.add(kindOf(runName(key)));
      }
    }
  }
  const runs = new Map<string, Run>();
  const notices: string[] = [];
  const names = store.names()
    .filter((name) => kinds.has(kindOf(name)) && mayBeShown(store, name, shown))
    .map((name) => untaggedName(name)!);
  for (const name of new Set(names)) {
    const run = store.load(name, (notice) => notices.push(notice));
    if (run) runs.set(name, run);
  }
  notices.slice(0, NAMED).forEach(onNotice);
  const others = notices.length - NAMED;
  if (others > 0) onNotice(`So it is with ${others} others: \`deno task runs\` lists them`);
  return runs;
}

/** True for a run key that cannot be read, too: loading the run reports why. */
function mayBeShown(store: RunStore, name: string, shown: ReadonlySet<string>): boolean {
  try {
    return shown.has(seedless(store.key(name)));
  } catch {
    return true;
  }
}

/** A run's name without its digests: architecture, depth and data set. */
function kindOf(name: string): string {
  return name.split("-", 3).join("-");
}

/** Experiments of every section that is about a data set, of one seed. */
async function sectionExperiments(dataset: Dataset): Promise<Experiment[]> {
  const experiments: Experiment[] = [];
  const published = publishedOf(dataset);
  if (!published) return [];
  for (const section of allSections.filter(({ datasets }) => datasets.includes(published))) {
    for (const profile of profiles) {
      const groups = await section.experiments(dataset, { profile, seeds: [1] });
      experiments.push(...Object.values(groups).flat());
    }
  }
  return experiments;
}

/** Equal for runs that differ in nothing but their seeds. */
function seedless(key: RunKey): string {
  return digestOf({
    ...key,
    freshTag: undefined,
    experiment: { ...key.experiment, seed: undefined },
  });
}
