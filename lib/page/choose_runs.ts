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

/** The first group of a section's experiments on a data set. */
export type ExperimentsOf = (
  dataset: Dataset,
  setting: Setting,
) => readonly Experiment[] | Promise<readonly Experiment[]>;

/**
 * The runs that a section shows of one data set, in one profile; undefined if there are none. Of
 * all choices the first in training, else the first with a seed whose every run is stored, else the
 * one with the most runs: data sets in the order given, the report's profile before the quick one.
 * Where both have the same experiments, the runs are of the report's profile once all its seeds are
 * there.
 *
 * @param stored Finished runs by name.
 * @param reportSeeds Seeds of the report's profile.
 * @param begun Unfinished runs by name.
 */
export async function chooseRuns(
  stored: ReadonlyMap<string, Run>,
  datasets: readonly Dataset[],
  experimentsOf: ExperimentsOf,
  reportSeeds: readonly number[],
  begun: ReadonlyMap<string, BegunRun> = new Map(),
): Promise<ChosenRuns | undefined> {
  const choices: ChosenRuns[] = [];
  for (const dataset of datasets) {
    const [report, quick] = await Promise.all(
      (["report", "quick"] as const).map(async (profile) => ({
        planned: await experimentsOf(dataset, { profile, seeds: [1] }),
        choice: await choose({ stored, begun }, dataset, profile, experimentsOf),
      })),
    );
    if (!isDeepStrictEqual(report.planned, quick.planned)) {
      choices.push(report.choice, quick.choice);
    } else {
      const isWhole = reportSeeds.every((seed) => report.choice.complete.includes(seed));
      choices.push(isWhole ? report.choice : quick.choice);
    }
  }
  const own = choices.filter(({ seeds }) => seeds.length > 0);
  const count = ({ runs, begun }: ChosenRuns) => runs.length + begun.length;
  return own.find(({ begun }) => begun.some(({ isTraining }) => isTraining)) ??
    own.find(({ complete }) => complete.length > 0) ??
    own.sort((a, b) => count(b) - count(a))[0];
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

/** The run of an experiment, by either engine. */
export function findRun<R>(
  stored: ReadonlyMap<string, R>,
  experiment: Experiment,
  dataset: Dataset,
): R | undefined {
  return namesOf(experiment, dataset).map((name) => stored.get(name))
    .find((run) => run !== undefined);
}

/** Names of an experiment's run, by each engine. */
export function namesOf(experiment: Experiment, dataset: Dataset): string[] {
  return (["fused", "tfjs"] as const)
    .map((family) => runName(runKey(experiment, dataset, { family })));
}
