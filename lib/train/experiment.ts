import type { Dataset, DatasetName } from "../data/dataset.ts";
import type { NetworkSpec } from "../models/network_spec.ts";
import { permutation, stream } from "../random.ts";
import type { Training } from "./train.ts";

/** Everything that decides what a training gives, but for the data and the engine. */
export interface Experiment {
  readonly network: NetworkSpec;
  readonly dataset: DatasetName;
  /** Training images, drawn from the seed; all of them unless given. */
  readonly images?: number;
  readonly training: Training;
  /** Of weights, images and batches. */
  readonly seed: number;
}

/** What to call an experiment on one line, for example "highway 50, MNIST, seed 1". */
export function experimentTitle(
  { network, seed }: Experiment,
  { title }: Pick<Dataset, "title">,
): string {
  const { architecture, depth, activation, initializer } = network;
  const unusual = [
    activation === "tanh" ? "" : ` ${activation}`,
    initializer === "glorot-uniform" ? "" : ` ${initializer}`,
  ];
  return `${architecture} ${depth}${unusual.join("")}, ${title}, seed ${seed}`;
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
