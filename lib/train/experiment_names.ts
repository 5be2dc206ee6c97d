import { checkOptions, type OptionNames } from "../check_options.ts";
import type { NetworkSpec } from "../models/network_spec.ts";
import type { Experiment } from "./experiment.ts";
import { checkTrainingNames } from "./train.ts";

const dense = {
  architecture: "required",
  depth: "required",
  width: "required",
  activation: "required",
  initializer: "required",
  inputSize: "required",
  classes: "required",
} as const;

const networks: {
  [Name in NetworkSpec["architecture"]]: OptionNames<
    Extract<NetworkSpec, { architecture: Name }>
  >;
} = {
  plain: dense,
  highway: { ...dense, gateBias: "required" },
  convolutional: {
    architecture: "required",
    shape: "required",
    stages: "required",
    depth: "required",
    activation: "required",
    initializer: "required",
    gateBias: "required",
    inputSize: "required",
    classes: "required",
  },
};

/**
 * Checks the names of an experiment's settings, also of those within others: what is misspelt would
 * be left out of the training, and stored under a name of its own.
 *
 * @throws {TypeError} If one is unknown or missing.
 * @throws {RangeError} If the network's architecture is unknown.
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
  const known: Partial<Record<string, OptionNames<NetworkSpec>>> = networks;
  const names = known[network.architecture];
  if (names === undefined) {
    throw new RangeError(
      `Cannot train: the architecture must be one of ${Object.keys(networks).join(", ")}, ` +
        `received ${JSON.stringify(network.architecture)}`,
    );
  }
  checkOptions(`study.train() with this ${network.architecture} network`, network, names);
  checkTrainingNames("study.train()", training);
}
