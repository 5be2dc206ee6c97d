import type { Evaluation } from "../engines/engine.ts";
import { frame, lastRecord, readFrame, records } from "../frame.ts";
import { MAX_PARAMETERS } from "../models/network_spec.ts";
import { checkParameters, parameterInfos, type Parameters } from "../models/parameters.ts";
import { decodeSafetensors, encodeSafetensors } from "../models/safetensors.ts";
import { checkExperiment } from "../train/check_experiment.ts";
import type { Experiment } from "../train/experiment.ts";
import { decodeKey, encodeKey, type RunKey } from "./run_key.ts";
import type { Provenance, Session } from "./provenance.ts";
import { DamageError, type FileLimits, type Files } from "./atomic_folder.ts";
import { type EpochRow, epochSchema } from "../train/train.ts";

/** A training, finished or not, and what is needed to look into its network. */
export interface Run extends RunKey {
  /** A row an epoch. */
  readonly history: readonly EpochRow[];
  /** After the last epoch; a record may be kept without them. */
  readonly parameters?: Parameters;
  /** Over all test images, after the last epoch; earlier versions did not measure it. */
  readonly test?: Evaluation;
  /**
   * Where and when it was trained.
   *
   * @internal
   */
  readonly provenance: Provenance;
}

/** A training that can go on. */
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

/** Files that tell what a run is and how it ended, and the most bytes that they may have. */
export const outlineFiles: FileLimits = {
  [CONFIG]: MiB,
  [HISTORY]: 16 * MiB,
  [TEST]: MiB,
  [PROVENANCE]: 16 * MiB,
};

/** The files of a run. */
export const runFiles: FileLimits = {
  ...outlineFiles,
  [NORMS]: 512 * MiB,
  [PARAMETERS]: 4 * MAX_PARAMETERS + 128 * MiB,
};

/** The files of a run that can go on. */
export const checkpointFiles: FileLimits = { ...runFiles, [VELOCITY]: runFiles[PARAMETERS] };

/** A run without its curves and its network. */
export interface RunOutline extends RunKey, Pick<Run, "test" | "provenance"> {
  /** Of its history. */
  readonly last: EpochRow;
}

/** Whether the last epoch of a history was the last that was asked for, or diverged. */
export function isFinished({ training }: Experiment, last?: EpochRow): boolean {
  return last?.state === "diverged" || last?.epoch === training.epochs;
}

/** The files of a run: readable settings, Parquet and safetensors. */
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

/** The same, and the momentum. */
export function encodeCheckpoint(checkpoint: Checkpoint): Files {
  return {
    ...encodeRun(checkpoint),
    [VELOCITY]: encodeSafetensors(checkpoint.velocity),
  };
}

/**
 * Reads what {@linkcode encodeRun} gives.
 *
 * @throws {DamageError} If a file is missing, does not parse or does not fit the others.
 */
export function decodeRun(files: Files): Run {
  const key = decodeRunKey(files);
  const { experiment } = key;
  const rows = decodeHistory(files, experiment);
  return {
    ...key,
    history: experiment.training.gradientNorms ? withNorms(rows, files, experiment) : rows,
    ...(Object.hasOwn(files, PARAMETERS) && {
      parameters: tensors(files, PARAMETERS, experiment),
    }),
    ...(Object.hasOwn(files, TEST) && { test: decodeTest(files) }),
    provenance: decodeProvenance(files),
  };
}

/**
 * Reads the outline of what {@linkcode encodeRun} gives, of {@linkcode outlineFiles} alone.
 *
 * @throws {DamageError} If one is missing, does not parse or does not fit the others.
 */
export function decodeOutline(files: Files): RunOutline {
  const key = decodeRunKey(files);
  return {
    ...key,
    last: decodeLast(files, key.experiment),
    ...(Object.hasOwn(files, TEST) && { test: decodeTest(files) }),
    provenance: decodeProvenance(files),
  };
}

/**
 * The version of results that a run is of; an outline that this version cannot read may be another
 * version's.
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
 * Reads what {@linkcode encodeCheckpoint} gives.
 *
 * @throws {DamageError} If a file is missing, does not parse or does not fit the others.
 */
export function decodeCheckpoint(files: Files): Checkpoint {
  const run = decodeRun(files);
  const parameters = tensors(files, PARAMETERS, run.experiment);
  const velocity = tensors(files, VELOCITY, run.experiment);
  return { ...run, parameters, velocity };
}

/** Parses a file of the record; what a parser throws is damage. */
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
 * Reads a run's key; nothing of the sizes that it names is allocated.
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

/** JSON has no number that is not finite: it writes null for it. */
function decodeTest(files: Files): Evaluation {
  return parse(files, TEST, (bytes) => {
    const { loss, accuracy } = parseJson<{ loss: number | null; accuracy: number }>(bytes);
    return { loss: loss ?? NaN, accuracy };
  });
}

/** In records the engines that were rejected still have their first name. */
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

/** @throws {TypeError} If a session does not tell what every version tells. */
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

/** The history without gradient norms: of every epoch from 1 a row, of no more than asked for. */
function decodeHistory(files: Files, { training }: Experiment): EpochRow[] {
  const rows = parse(
    files,
    HISTORY,
    (bytes) => records(epochSchema, readFrame(bytes, training.epochs)) as EpochRow[],
  );
  if (rows.some(({ epoch }, index) => epoch !== index + 1)) {
    throw new DamageError(`${HISTORY} does not have every epoch from 1 in its order`);
  }
  return rows;
}

function decodeLast(files: Files, { training }: Experiment): EpochRow {
  return parse(files, HISTORY, (bytes) => {
    const read = readFrame(bytes, training.epochs);
    const last = lastRecord(epochSchema, read);
    if (last?.epoch !== read.height) throw new RangeError(`it has ${read.height} rows`);
    return last as EpochRow;
  });
}

function tensors(files: Files, name: string, { network }: Experiment): Parameters {
  return parse(files, name, (bytes) => {
    const parameters = decodeSafetensors(bytes, name);
    checkParameters(network, parameters);
    return parameters;
  });
}

/** Rows with the gradient norms that were kept beside them. */
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
