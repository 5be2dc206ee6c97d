import type { Evaluation } from "../engines/engine.ts";
import { frame, readFrame, records } from "../frame.ts";
import { MAX_PARAMETERS } from "../models/network_spec.ts";
import { checkParameters, parameterInfos, type Parameters } from "../models/parameters.ts";
import { decodeSafetensors, encodeSafetensors } from "../models/safetensors.ts";
import { checkExperiment } from "../train/check_experiment.ts";
import type { Experiment } from "../train/experiment.ts";
import { decodeKey, encodeKey, type RunKey } from "./run_key.ts";
import type { Provenance, Session } from "./provenance.ts";
import { DamageError, type FileLimits, type Files } from "./atomic_folder.ts";
import { type EpochRow, epochSchema } from "../train/train.ts";

/** A training, finished or not, with its trained network. */
export interface Run extends RunKey {
  /** A row an epoch. */
  readonly history: readonly EpochRow[];
  /** After the last epoch; absent in records without the network. */
  readonly parameters?: Parameters;
  /** Over all test images, after the last epoch; absent in runs of earlier versions. */
  readonly test?: Evaluation;
  /**
   * Where and when it was trained.
   *
   * @internal
   */
  readonly provenance: Provenance;
}

/** A training that can be resumed. */
export interface Checkpoint extends Run {
  readonly parameters: Parameters;
  /** Momentum after the last epoch. */
  readonly velocity: Parameters;
}

const normSchema = {
  epoch: "int",
  parameter: "string",
  meanNorm: "float",
  normOfMean: "float",
} as const;

/** The file of a run's parameters. */
export const PARAMETERS = "parameters.safetensors";

/** The file of a run's key. */
export const CONFIG = "config.json";

const [HISTORY, NORMS, TEST, PROVENANCE, VELOCITY] = [
  "history.parquet",
  "gradient_norms.parquet",
  "test.json",
  "provenance.json",
  "velocity.safetensors",
];

const MiB = 2 ** 20;

/** Files of a run's outline with their most bytes. */
export const outlineFiles: FileLimits = {
  [CONFIG]: MiB,
  [HISTORY]: 16 * MiB,
  [TEST]: MiB,
  [PROVENANCE]: 16 * MiB,
};

/** All files of a run with their most bytes. */
export const runFiles: FileLimits = {
  ...outlineFiles,
  [NORMS]: 512 * MiB,
  [PARAMETERS]: 4 * MAX_PARAMETERS + 128 * MiB,
};

/** The files of a checkpoint with their most bytes. */
export const checkpointFiles: FileLimits = { ...runFiles, [VELOCITY]: runFiles[PARAMETERS] };

/** A run without its network and its gradient norms. */
export type RunOutline = Omit<Run, "parameters">;

/** Whether `last` is the last epoch of the training, or diverged. */
export function isFinished({ training }: Experiment, last?: EpochRow): boolean {
  return last?.state === "diverged" || last?.epoch === training.epochs;
}

/** Encodes a run as files: JSON, Parquet and safetensors. */
export function encodeRun(run: Run): Files {
  const { experiment, history, parameters, test, provenance } = run;
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value, null, 2) + "\n");
  return {
    [CONFIG]: json(encodeKey(run)),
    [HISTORY]: frame(epochSchema, history).writeParquet(),
    ...(experiment.training.gradientNorms && {
      [NORMS]: frame(
        normSchema,
        history.flatMap(({ epoch, gradientNorms }) =>
          gradientNorms!.map((norm) => ({ epoch, ...norm }))
        ),
      ).writeParquet(),
    }),
    ...(parameters && { [PARAMETERS]: encodeSafetensors(parameters) }),
    ...(test && { [TEST]: json(test) }),
    [PROVENANCE]: json(encodeProvenance(provenance)),
  };
}

/** Encodes a checkpoint: a run's files and the momentum. */
export function encodeCheckpoint(checkpoint: Checkpoint): Files {
  return {
    ...encodeRun(checkpoint),
    [VELOCITY]: encodeSafetensors(checkpoint.velocity),
  };
}

/**
 * Reads a run from the files of {@linkcode encodeRun}.
 *
 * @throws {DamageError} If a file is missing, does not parse or does not fit the others.
 */
export function decodeRun(files: Files): Run {
  const outline = decodeOutline(files);
  const { history, experiment } = outline;
  return {
    ...outline,
    history: experiment.training.gradientNorms ? withNorms(history, files, experiment) : history,
    ...(Object.hasOwn(files, PARAMETERS) && {
      parameters: decodeParameters(files, PARAMETERS, experiment),
    }),
  };
}

/**
 * Reads the outline of a run, from its {@linkcode outlineFiles} alone.
 *
 * @throws {DamageError} If one is missing, does not parse or does not fit the others.
 */
export function decodeOutline(files: Files): RunOutline {
  const key = decodeRunKey(files);
  return {
    ...key,
    history: decodeHistory(files, key.experiment),
    ...(Object.hasOwn(files, TEST) && { test: decodeTest(files) }),
    provenance: decodeProvenance(files),
  };
}

/**
 * The version of results of a run, also of one whose outline this version cannot read.
 *
 * @throws {DamageError} If there is none.
 */
export function decodeResultsVersion(files: Files): number {
  return parse(files, CONFIG, (bytes) => {
    const { resultsVersion } = decodeKey(parseJson(bytes));
    if (!Number.isSafeInteger(resultsVersion)) {
      throw new RangeError(`its mathematics must be a version, received ${resultsVersion}`);
    }
    return resultsVersion;
  });
}

/**
 * Reads a checkpoint from the files of {@linkcode encodeCheckpoint}.
 *
 * @throws {DamageError} If a file is missing, does not parse or does not fit the others.
 */
export function decodeCheckpoint(files: Files): Checkpoint {
  const run = decodeRun(files);
  const { parameters } = run;
  if (!parameters) throw new DamageError(`${PARAMETERS} is missing`);
  return { ...run, parameters, velocity: decodeParameters(files, VELOCITY, run.experiment) };
}

/** Parses a file of the record; an error of the parser is damage. */
function parse<T>(files: Files, name: string, parser: (bytes: Uint8Array) => T): T {
  if (!Object.hasOwn(files, name)) throw new DamageError(`${name} is missing`);
  try {
    return parser(files[name]);
  } catch (cause) {
    throw new DamageError(`${name} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function parseJson<T>(bytes: Uint8Array): T {
  return JSON.parse(new TextDecoder().decode(bytes));
}

/**
 * Reads a run's key; nothing of its sizes is allocated.
 *
 * @throws {DamageError} If it does not parse, or a setting is out of range.
 */
export function decodeRunKey(files: Files): RunKey {
  return parse(files, CONFIG, (bytes) => {
    const key = decodeKey(parseJson(bytes));
    checkExperiment(key.experiment);
    return key;
  });
}

/** JSON has null for a loss that is not finite. */
function decodeTest(files: Files): Evaluation {
  return parse(files, TEST, (bytes) => {
    const { loss, accuracy } = parseJson<{ loss: number | null; accuracy: number }>(bytes);
    return { loss: loss ?? NaN, accuracy };
  });
}

/** Records still have the first name of `rejected`. */
function encodeProvenance({ sessions, ...rest }: Provenance) {
  const encoded = sessions.map(({ rejected, ...rest }) => ({ ...rest, passedOver: rejected }));
  return { ...rest, sessions: encoded };
}

function decodeProvenance(files: Files): Provenance {
  return parse(files, PROVENANCE, (bytes) => {
    const { sessions, ...rest } = parseJson<ReturnType<typeof encodeProvenance>>(bytes);
    if (!Array.isArray(sessions)) throw new TypeError("it has no sessions");
    const decoded = sessions.map(({ passedOver, ...rest }) => ({ ...rest, rejected: passedOver }));
    decoded.forEach(checkSession);
    return { ...rest, sessions: decoded };
  });
}

/** @throws {TypeError} If a session lacks a field of every version. */
function checkSession(session: Session): void {
  const { firstEpoch, lastEpoch, seconds, rejected, commit = "", ...rest } = session;
  const { engine, processor, deno, started, ended } = rest;
  const texts: unknown[] = [engine, processor, deno, started, ended, commit, ...rejected];
  const numbers: unknown[] = [firstEpoch, lastEpoch, seconds];
  if (
    texts.every((text) => typeof text === "string") &&
    numbers.every((number) => typeof number === "number")
  ) return;
  throw new TypeError("a session lacks an engine, a processor, a version, a time or epochs");
}

/** The rows of a history, without gradient norms. */
function decodeHistory(files: Files, { training }: Experiment): EpochRow[] {
  const rows = parse(
    files,
    HISTORY,
    (bytes) => records(epochSchema, readFrame(bytes, training.epochs)) as EpochRow[],
  );
  if (rows.length === 0 || rows.some(({ epoch }, index) => epoch !== index + 1)) {
    throw new DamageError(`${HISTORY} does not have every epoch from 1 in its order`);
  }
  return rows;
}

function decodeParameters(files: Files, name: string, { network }: Experiment): Parameters {
  return parse(files, name, (bytes) => {
    const parameters = decodeSafetensors(bytes, name);
    checkParameters(network, parameters);
    return parameters;
  });
}

/** Adds gradient norms to the rows of a history. */
function withNorms(
  rows: readonly EpochRow[],
  files: Files,
  { network }: Experiment,
): EpochRow[] {
  const count = rows.length * parameterInfos(network).length;
  const norms = parse(files, NORMS, (bytes) => records(normSchema, readFrame(bytes, count)));
  const byEpoch = Map.groupBy(norms, ({ epoch }) => epoch);
  return rows.map((row) => ({
    ...row,
    gradientNorms: (byEpoch.get(row.epoch) ?? []).map(({ epoch: _, ...norm }) => norm),
  }));
}
