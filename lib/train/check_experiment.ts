import { datasetNames } from "../data/dataset.ts";
import { checkNetwork } from "../models/check_network.ts";
import { parameterInfos } from "../models/parameters.ts";
import type { Experiment } from "./experiment.ts";
import { checkTraining } from "./train.ts";

/** Gradient norms that a run may keep. */
const MAX_NORMS = 2 ** 24;

/**
 * Checks an experiment before it is trained, and one that was read from a file before anything is
 * made for it: nothing of its sizes is allocated.
 *
 * @throws {RangeError} If a setting is out of range.
 */
export function checkExperiment(experiment: Experiment): void {
  const { network, dataset, images, labels, training, seed } = experiment;
  checkNetwork(network);
  checkTraining(training);
  const require = (holds: boolean, what: string, value: unknown) => {
    if (!holds) throw new RangeError(`Cannot train: ${what}, received ${JSON.stringify(value)}`);
  };
  require(
    datasetNames.includes(dataset),
    `the data set must be one of ${datasetNames.join(", ")}`,
    dataset,
  );
  require(
    images === undefined || (Number.isSafeInteger(images) && images >= 1),
    "images must be a positive integer",
    images,
  );
  require(
    labels === undefined || labels === "shuffled",
    'labels must be "shuffled" or absent',
    labels,
  );
  require(Number.isSafeInteger(seed) && seed >= 0, "the seed must be an integer from 0", seed);
  if (!training.gradientNorms) return;
  const norms = training.epochs * parameterInfos(network).length;
  require(norms <= MAX_NORMS, `at most ${MAX_NORMS} gradient norms can be kept`, norms);
}
