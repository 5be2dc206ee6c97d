import { checkOptions, type OptionNames } from "../check_options.ts";
import { remake } from "../models/check_network.ts";
import type { NetworkSpec } from "../models/network_spec.ts";
import type { Experiment } from "./experiment.ts";
import { checkTrainingNames } from "./train.ts";

/**
 * Checks the names of an experiment's settings, also of nested ones: a misspelt one would not reach
 * the training, but change the run's name.
 *
 * @throws {TypeError} If one is unknown or missing.
 * @throws {RangeError} If the network cannot be specified so.
 */
export function checkExperimentNames(experiment: Experiment): void {
  checkOptions("study.train() with this experiment", experiment, {
    network: "required",
    dataset: "required",
    images: "optional",
    labels: "optional",
    training: "required",
    seed: "required",
  });
  const { network, training } = experiment;
  const names = Object.keys(remake(network)).map((name) => [name, "required"] as const);
  checkOptions(
    `study.train() with this ${network.architecture} network`,
    network,
    Object.fromEntries(names) as OptionNames<NetworkSpec>,
  );
  checkTrainingNames("study.train()", training);
}
