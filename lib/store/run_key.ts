import { createHash } from "node:crypto";
import type { Dataset } from "../data/dataset.ts";
import type { Engine } from "../engines/engine.ts";
import type { Experiment } from "../train/experiment.ts";

/**
 * Version of what this library computes. A change that alters a training's result by more than
 * rounding (of the initializers, the order of batches, the loss, the update) raises it, and runs
 * made before no longer answer.
 */
export const resultsVersion = 2;

/** All that decides a training's result, but for rounding. */
export interface RunKey {
  /** {@linkcode resultsVersion} of the library that trained it. */
  readonly resultsVersion: number;
  /** Engines of one family give equal results, but for rounding. */
  readonly engine: Engine["family"];
  /** Of the data set's content. */
  readonly dataDigest: string;
  /** What was trained. */
  readonly experiment: Experiment;
  /** A word under which it was trained anew, beside what was trained before; absent where not. */
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

/** A key as records have it in JSON, where the version still has its first name. */
export function encodeKey({ resultsVersion, engine, dataDigest, experiment, freshTag }: RunKey) {
  return { mathematics: resultsVersion, engine, dataDigest, experiment, freshTag };
}

/** Reverses {@linkcode encodeKey}; checks nothing. */
export function decodeKey({ mathematics, ...key }: ReturnType<typeof encodeKey>): RunKey {
  return { resultsVersion: mathematics, ...key };
}

/**
 * Name of a run: a few words on its network and data set, a digest of all that decides its result,
 * and a digest of its tag if it has one. Runs whose names differ in the tag alone have the same
 * result but for rounding.
 */
export function runName({ freshTag, ...key }: RunKey): string {
  const { network: { architecture, depth }, dataset } = key.experiment;
  const name = `${architecture}-${depth}-${dataset}-${digestOf(encodeKey(key))}`;
  return freshTag === undefined ? name : `${name}-${digestOf(freshTag)}`;
}

const namePattern = /^([a-z]+-\d+-[a-z0-9]+-[0-9a-f]{12})(-[0-9a-f]{12})?$/;

/** Whether a name is one that {@linkcode runName} may give, in this version or another. */
export function isRunName(name: string): boolean {
  return namePattern.test(name);
}

/** A run's name without its tag; undefined if it is no run's name. */
export function untaggedName(name: string): string | undefined {
  return namePattern.exec(name)?.[1];
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
