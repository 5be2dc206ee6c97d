import { createHash } from "node:crypto";
import type { Dataset } from "../data/dataset.ts";
import type { Engine } from "../engines/engine.ts";
import type { Experiment } from "../train/experiment.ts";

/**
 * Version of this library's results. A change that alters a training's result by more than rounding
 * (of the initializers, the order of batches, the loss, the update) raises it, and older runs are no
 * longer used.
 */
export const resultsVersion = 2;

/** Everything that decides a training's result, except for rounding. */
export interface RunKey {
  /** {@linkcode resultsVersion} of the library that trained it. */
  readonly resultsVersion: number;
  /** Engines of one family give equal results, except for rounding. */
  readonly engine: Engine["family"];
  /** Of the data set's content. */
  readonly dataDigest: string;
  /** The training. */
  readonly experiment: Experiment;
  /** A word for a training anew, kept beside earlier ones; absent otherwise. */
  readonly freshTag?: string;
}

/** The key of the run of an experiment on this data with this engine. */
export function runKey(
  experiment: Experiment,
  { digest: dataDigest }: Pick<Dataset, "digest">,
  { family: engine }: Pick<Engine, "family">,
  freshTag?: string,
): RunKey {
  return { resultsVersion, engine, dataDigest, experiment, ...(freshTag && { freshTag }) };
}

/** A key in the JSON of records, which still has the first name of the version. */
export function encodeKey({ resultsVersion, engine, dataDigest, experiment, freshTag }: RunKey) {
  return { mathematics: resultsVersion, engine, dataDigest, experiment, freshTag };
}

/** Reverses {@linkcode encodeKey}; checks nothing. */
export function decodeKey({ mathematics, ...key }: ReturnType<typeof encodeKey>): RunKey {
  return { resultsVersion: mathematics, ...key };
}

/**
 * Name of a run: network, data set, a digest of everything that decides its result, and a digest of
 * its tag if it has one. Runs whose names differ only in the tag have the same result, except for
 * rounding.
 */
export function runName({ freshTag, ...key }: RunKey): string {
  const { network: { architecture, depth }, dataset } = key.experiment;
  const name = `${architecture}-${depth}-${dataset}-${digestOf(encodeKey(key))}`;
  return freshTag === undefined ? name : `${name}-${digestOf(freshTag)}`;
}

const namePattern = /^([a-z]+-\d+-[a-z0-9]+-[0-9a-f]{12})(-[0-9a-f]{12})?$/;

/** Whether a name has the form of {@linkcode runName}, of any version. */
export function isRunName(name: string): boolean {
  return namePattern.test(name);
}

/** A run's name without its tag; undefined for other names. */
export function untaggedName(name: string): string | undefined {
  return namePattern.exec(name)?.[1];
}

/** Twelve hexadecimal digits of settings, independent of the order of their keys. */
export function digestOf(settings: unknown): string {
  const json = JSON.stringify(sorted(settings));
  return createHash("sha256").update(json).digest("hex").slice(0, 12);
}

/** The value with its keys in alphabetical order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value) || typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => a < b ? -1 : 1)
    .map(([key, field]) => [key, sorted(field)]);
}
