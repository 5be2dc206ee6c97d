import { digestOf } from "../store/run_key.ts";
import type { Experiment } from "../train/experiment.ts";
import { depthSweepExperiments } from "../sections/experiments.ts";
import { profiles } from "../sections/profile.ts";

/** Tells the depth sweep's experiments, whose curves grow in Figure 8 while they are trained. */
export function growsInFigure(experiment: Experiment): boolean {
  const { dataset: name, network, seed } = experiment;
  if (network.architecture === "convolutional") return false;
  const { inputSize, classes } = network;
  const dataset = { name, shape: [inputSize, 1, 1], classes: Array<string>(classes) } as const;
  const digest = digestOf(experiment);
  return profiles.some((profile) =>
    depthSweepExperiments(dataset, { profile, seeds: [seed] })
      .some((planned) => digestOf(planned) === digest)
  );
}
