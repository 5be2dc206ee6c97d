import type { Dataset } from "../../data/dataset.ts";
import { type Experiment, mathematics, runName } from "../../train/experiment.ts";
import type { Run } from "../../train/record.ts";
import type { Setting } from "../experiments.ts";
import type { Profile } from "../profile.ts";

/** Stored runs that a section shows of one data set. */
export interface ChosenRuns {
  readonly dataset: Dataset;
  readonly profile: Profile;
  /** Seeds of which a run is there. */
  readonly seeds: readonly number[];
  /** Seeds of which every run is there. */
  readonly complete: readonly number[];
  readonly runs: readonly Run[];
  /** Experiments of these seeds that were not run. */
  readonly missing: readonly Experiment[];
}

/** A section's experiments on a data set. */
export type ExperimentsOf = (dataset: Dataset, setting: Setting) => readonly Experiment[];

/**
 * What is stored of a section: the runs of that data set and profile, of those that are there for
 * some seed from end to end, that come first: data sets in the order given, the report's own
 * profile before the quick one unless their experiments are the same. If none is there from end to
 * end, those with the most runs; undefined if there are none.
 *
 * @param stored Finished runs by name.
 */
export function chooseRuns(
  stored: ReadonlyMap<string, Run>,
  datasets: readonly Dataset[],
  experimentsOf: ExperimentsOf,
): ChosenRuns | undefined {
  const choices = datasets.flatMap((dataset) =>
    profilesOf(dataset, experimentsOf).map((profile) =>
      choose(stored, dataset, profile, experimentsOf)
    )
  ).filter(({ runs }) => runs.length > 0);
  return choices.find(({ complete }) => complete.length > 0) ??
    choices.toSorted((a, b) => b.runs.length - a.runs.length)[0];
}

function profilesOf(dataset: Dataset, experimentsOf: ExperimentsOf): readonly Profile[] {
  const [quick, report] = (["quick", "report"] as const).map((profile) =>
    JSON.stringify(experimentsOf(dataset, { profile, seeds: [1] }))
  );
  return quick === report ? ["quick"] : ["report", "quick"];
}

function choose(
  stored: ReadonlyMap<string, Run>,
  dataset: Dataset,
  profile: Profile,
  experimentsOf: ExperimentsOf,
): ChosenRuns {
  const all = new Set([...stored.values()].map(({ experiment }) => experiment.seed));
  const bySeed = [...all].sort((a, b) => a - b).map((seed) => {
    const experiments = experimentsOf(dataset, { profile, seeds: [seed] });
    const found = experiments.map((experiment) => findRun(stored, experiment, dataset));
    return {
      seed,
      runs: found.filter((run) => run !== undefined),
      missing: experiments.filter((_, index) => found[index] === undefined),
    };
  }).filter(({ runs }) => runs.length > 0);
  return {
    dataset,
    profile,
    seeds: bySeed.map(({ seed }) => seed),
    complete: bySeed.filter(({ missing }) => missing.length === 0).map(({ seed }) => seed),
    runs: bySeed.flatMap(({ runs }) => runs),
    missing: bySeed.flatMap(({ missing }) => missing),
  };
}

/** An experiment's run, by whichever engine. */
export function findRun(
  stored: ReadonlyMap<string, Run>,
  experiment: Experiment,
  { digest: dataDigest }: Dataset,
): Run | undefined {
  return (["fused", "tfjs"] as const)
    .map((engine) => stored.get(runName({ mathematics, engine, dataDigest, experiment })))
    .find((run) => run !== undefined);
}
