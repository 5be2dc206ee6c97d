import { createHash } from "node:crypto";
import type { Dataset, DatasetName } from "../data/dataset.ts";
import type { Engine } from "../engines/engine.ts";
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

/**
 * Version of what this library computes. A change that alters a training's result by more than
 * rounding (of the initializers, the order of batches, the loss, the update) raises it, and runs
 * made before no longer answer.
 */
export const mathematics = 2;

/** All that decides a training's result, but for rounding. */
export interface Question {
  readonly mathematics: number;
  readonly engine: Engine["family"];
  /** Of the data set's content. */
  readonly dataDigest: string;
  readonly experiment: Experiment;
}

/** What training an experiment on this data with this engine asks. */
export function questionOf(
  experiment: Experiment,
  dataset: Dataset,
  engine: Pick<Engine, "family">,
): Question {
  return { mathematics, engine: engine.family, dataDigest: dataset.digest, experiment };
}

/**
 * Name of the run that answers a question: what it is, and a digest of the whole question. Equal
 * names mean that one run answers both.
 */
export function runName(question: Question): string {
  const { network: { architecture, depth }, dataset } = question.experiment;
  return `${architecture}-${depth}-${dataset}-${digestOf(question)}`;
}

/** Whether a name is one that {@linkcode runName} may give, in this version or another. */
export function isRunName(name: string): boolean {
  return /^[a-z]+-\d+-[a-z0-9]+-[0-9a-f]{12}$/.test(name);
}

/** Twelve digits that are the same for equal settings, in whatever order they are written. */
export function digestOf(settings: unknown): string {
  const json = JSON.stringify(sorted(settings));
  return createHash("sha256").update(json).digest("hex").slice(0, 12);
}

/** The same value with keys in alphabetical order, so that equal settings give equal JSON. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value) || typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => a < b ? -1 : 1)
    .map(([key, field]) => [key, sorted(field)]);
}
