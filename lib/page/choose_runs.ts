import { isDeepStrictEqual } from "node:util";
import type { Dataset } from "../data/dataset.ts";
import type { Experiment } from "../train/experiment.ts";
import { runKey, runName } from "../store/run_key.ts";
import type { Run } from "../store/record.ts";
import type { Setting } from "../sections/context.ts";
import type { Profile } from "../sections/profile.ts";

/** A run that was begun and is not finished. */
export interface BegunRun {
  readonly experiment: Experiment;
  /** A process trains it now. */
  readonly isTraining: boolean;
}

/** Stored runs that a section shows of one data set. */
export interface ChosenRuns {
  readonly dataset: Dataset;
  readonly profile: Profile;
  /** Seeds of which a run is there. */
  readonly seeds: readonly number[];
  /** Seeds of which every run is there. */
  readonly complete: readonly number[];
  readonly runs: readonly Run[];
  /** Experiments of these seeds that were not run, or not to their end. */
  readonly missing: readonly Experiment[];
  /** Those of them that were begun. */
  readonly begun: readonly BegunRun[];
}

/** What a section is about on a data set. */
export type ExperimentsOf = (
  dataset: Dataset,
  setting: Setting,
) => readonly Experiment[] | Promise<readonly Experiment[]>;

/**
 * What is stored of a section: the runs of that data set and profile, of those that are there for
 * some seed from end to end, that come first: data sets in the order given, the report's own
 * profile before the quick one unless their experiments are the same. What is in training now goes
 * before that; if none is there from end to end, those with the most runs; undefined if there are
 * none.
 *
 * @param stored Finished runs by name.
 * @param begun Runs that are not finished, by name.
 */
export async function chooseRuns(
  stored: ReadonlyMap<string, Run>,
  datasets: readonly Dataset[],
  experimentsOf: ExperimentsOf,
  begun: ReadonlyMap<string, BegunRun> = new Map(),
): Promise<ChosenRuns | undefined> {
  const choices: ChosenRuns[] = [];
  for (const dataset of datasets) {
    for (const profile of await profilesOf(dataset, experimentsOf)) {
      const choice = await choose({ stored, begun }, dataset, profile, experimentsOf);
      if (choice.seeds.length > 0) choices.push(choice);
    }
  }
  const count = (choice: ChosenRuns) => choice.runs.length + choice.begun.length;
  return choices.find(({ begun }) => begun.some(({ isTraining }) => isTraining)) ??
    choices.find(({ complete }) => complete.length > 0) ??
    choices.toSorted((a, b) => count(b) - count(a))[0];
}

async function profilesOf(
  dataset: Dataset,
  experimentsOf: ExperimentsOf,
): Promise<readonly Profile[]> {
  const quick = await experimentsOf(dataset, { profile: "quick", seeds: [1] });
  const report = await experimentsOf(dataset, { profile: "report", seeds: [1] });
  return isDeepStrictEqual(quick, report) ? ["quick"] : ["report", "quick"];
}

async function choose(
  { stored, begun }: {
    stored: ReadonlyMap<string, Run>;
    begun: ReadonlyMap<string, BegunRun>;
  },
  dataset: Dataset,
  profile: Profile,
  experimentsOf: ExperimentsOf,
): Promise<ChosenRuns> {
  const all = new Set(
    [...stored.values(), ...begun.values()].map(({ experiment }) => experiment.seed),
  );
  const bySeed = await Promise.all(
    [...all].sort((a, b) => a - b).map(async (seed) => {
      const experiments = await experimentsOf(dataset, { profile, seeds: [seed] });
      const found = experiments.map((experiment) => findRun(stored, experiment, dataset));
      const missing = experiments.filter((_, index) => found[index] === undefined);
      return {
        seed,
        runs: found.filter((run) => run !== undefined),
        missing,
        begun: missing.flatMap((experiment) => findRun(begun, experiment, dataset) ?? []),
      };
    }),
  );
  const own = bySeed.filter(({ runs, begun }) => runs.length + begun.length > 0);
  return {
    dataset,
    profile,
    seeds: own.map(({ seed }) => seed),
    complete: own.filter(({ missing }) => missing.length === 0).map(({ seed }) => seed),
    runs: own.flatMap(({ runs }) => runs),
    missing: own.flatMap(({ missing }) => missing),
    begun: own.flatMap(({ begun }) => begun),
  };
}

/** What there is of an experiment, by whichever engine. */
export function findRun<R>(
  stored: ReadonlyMap<string, R>,
  experiment: Experiment,
  dataset: Dataset,
): R | undefined {
  return namesOf(experiment, dataset).map((name) => stored.get(name))
    .find((run) => run !== undefined);
}

/** What an experiment's run is called, by each engine. */
export function namesOf(experiment: Experiment, dataset: Dataset): string[] {
  return (["fused", "tfjs"] as const)
    .map((family) => runName(runKey(experiment, dataset, { family })));
}
