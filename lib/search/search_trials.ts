import type { Dataset } from "../data/dataset.ts";
import { type DenseSpec, highway, plain } from "../models/network_spec.ts";
import type { Experiment } from "../train/experiment.ts";
import { drawHyperparameters, type Hyperparameters } from "./space.ts";

/** A network whose hyperparameters are searched. */
export type SearchedNetwork = Pick<DenseSpec, "architecture" | "depth">;

/** Hyperparameters of a search, and their training. */
export interface Trial {
  /** From 1. */
  readonly number: number;
  readonly network: SearchedNetwork;
  readonly setting: Hyperparameters;
  readonly experiment: Experiment;
}

/**
 * Trials of a network; the seed draws their hyperparameters, and each is trained with it.
 *
 * @param options.epochs Of the whole training, of which each trial is the beginning.
 */
export function searchTrials(
  dataset: Dataset,
  network: SearchedNetwork,
  { trials, seed, epochs }: { trials: number; seed: number; epochs: number },
): Trial[] {
  return drawHyperparameters(trials, { ...network, seed }).map((setting, index) => ({
    number: index + 1,
    network,
    setting,
    experiment: trialExperiment(dataset, network, { setting, seed, epochs }),
  }));
}

/**
 * The training of a network with searched hyperparameters. A trial is the beginning of this run, which
 * resumes after the best trial.
 *
 * Weights are Glorot uniform with tanh and He normal with ReLU, which keep the variance of each.
 */
export function trialExperiment(
  dataset: Dataset,
  { architecture, depth }: SearchedNetwork,
  { setting, seed, epochs }: { setting: Hyperparameters; seed: number; epochs: number },
): Experiment {
  const { learningRate, momentum, decayFactor, activation, gateBias } = setting;
  const initializer = activation === "relu" ? "he-normal" : "glorot-uniform";
  const options = {
    depth,
    activation,
    initializer,
    inputSize: dataset.train.size,
    classes: dataset.classes.length,
  } as const;
  const batchSize = 128;
  return {
    network: architecture === "plain" ? plain(options) : highway({ ...options, gateBias }),
    dataset: dataset.name,
    training: {
      epochs,
      batchSize,
      learningRate,
      momentum,
      decay: { factor: decayFactor, steps: Math.ceil(dataset.train.count / batchSize) },
    },
    seed,
  };
}
