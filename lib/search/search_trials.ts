import type { Dataset } from "../data/dataset.ts";
import { type DenseSpec, highway, plain } from "../models/network_spec.ts";
import type { Experiment } from "../train/experiment.ts";
import { drawSettings, type Setting } from "./space.ts";

/** A network whose settings are searched. */
export type SearchedNetwork = Pick<DenseSpec, "architecture" | "depth">;

/** One of a search's settings, and its training. */
export interface Trial {
  /** From 1. */
  readonly number: number;
  readonly network: SearchedNetwork;
  readonly setting: Setting;
  readonly experiment: Experiment;
}

/**
 * Trials of a network, their settings drawn from the seed that each is trained with.
 *
 * @param options.epochs Of the training that each trial is the beginning of.
 */
export function searchTrials(
  dataset: Dataset,
  network: SearchedNetwork,
  { trials, seed, epochs }: { trials: number; seed: number; epochs: number },
): Trial[] {
  return drawSettings(trials, { ...network, seed }).map((setting, index) => ({
    number: index + 1,
    network,
    setting,
    experiment: settingExperiment(dataset, network, { setting, seed, epochs }),
  }));
}

/**
 * The training of a network with a searched setting. A trial is the beginning of this run, so that
 * it resumes where the search left the best.
 *
 * Weights are Glorot uniform with tanh and He normal with ReLU, which keep the variance of each.
 */
export function settingExperiment(
  dataset: Dataset,
  { architecture, depth }: SearchedNetwork,
  { setting, seed, epochs }: { setting: Setting; seed: number; epochs: number },
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
