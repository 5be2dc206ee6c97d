import type { Dataset, DatasetName, Examples } from "../data/dataset.ts";
import type { NetworkSpec } from "../models/network_spec.ts";
import { permutation, stream } from "../random.ts";
import type { Training } from "./train.ts";

/** Everything that decides what a training gives, but for the data and the engine. */
export interface Experiment {
  /** The net that is trained. */
  readonly network: NetworkSpec;
  /** Machine name of the data set. */
  readonly dataset: DatasetName;
  /** Training images, drawn from the seed; defaults to all of them. */
  readonly images?: number;
  /** In an order drawn from the seed: a control that has nothing to learn but by heart. */
  readonly labels?: "shuffled";
  /** How it is trained. */
  readonly training: Training;
  /** Of weights, images, shuffled labels and batches. */
  readonly seed: number;
}

/** What to call an experiment on one line, for example "highway 50, MNIST, seed 1". */
export function experimentTitle(
  { network, labels, seed }: Experiment,
  { title }: Pick<Dataset, "title">,
): string {
  const { architecture, depth, activation, initializer } = network;
  const unusual = [
    activation === "tanh" ? "" : ` ${activation}`,
    initializer === "glorot-uniform" ? "" : ` ${initializer}`,
  ];
  const data = labels === undefined ? title : `${title} with ${labels} labels`;
  return `${architecture} ${depth}${unusual.join("")}, ${data}, seed ${seed}`;
}

/**
 * Rows of the training images that an experiment uses.
 *
 * @throws {RangeError} If it asks for more than there are.
 */
export function trainingRows({ images, seed }: Experiment, { title, train }: Dataset): Uint32Array {
  const count = images ?? train.count;
  if (!(Number.isSafeInteger(count) && count >= 1 && count <= train.count)) {
    throw new RangeError(`Cannot train on ${count} images: ${title} has ${train.count}`);
  }
  return permutation(stream(seed, "training images"), train.count).subarray(0, count);
}

/** The training set as an experiment uses it, with labels in another order where it asks for that. */
export function trainingExamples({ labels, seed }: Experiment, { train }: Dataset): Examples {
  if (labels === undefined) return train;
  const order = permutation(stream(seed, "shuffled labels"), train.count);
  return { ...train, labels: Uint8Array.from(order, (row) => train.labels[row]) };
}
