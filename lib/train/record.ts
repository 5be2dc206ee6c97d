import { Buffer } from "node:buffer";
import pl from "nodejs-polars";
import type { Evaluation, GradientNorm } from "../engines/engine.ts";
import { frame } from "../frame.ts";
import { checkParameters, type Parameters } from "../models/parameters.ts";
import { decodeSafetensors, encodeSafetensors } from "../models/safetensors.ts";
import type { Experiment, Question } from "./experiment.ts";
import type { Provenance } from "./provenance.ts";
import { DamageError, type Files } from "./sealed_folder.ts";
import type { EpochRow } from "./train.ts";

/** A training, finished or not, and what is needed to look into its network. */
export interface Run {
  readonly question: Question;
  readonly experiment: Experiment;
  readonly history: readonly EpochRow[];
  /** After the last epoch; a record may be kept without them. */
  readonly parameters?: Parameters;
  /** Over all test images, after the last epoch; earlier versions did not measure it. */
  readonly test?: Evaluation;
  readonly provenance: Provenance;
}

/** A training that can go on. */
export interface Checkpoint extends Run {
  readonly parameters: Parameters;
  /** Momentum after the last epoch. */
  readonly velocity: Parameters;
}

const historySchema = {
  epoch: "int",
  step: "int",
  loss: "float",
  accuracy: "float",
  learningRate: "float",
  seconds: "float",
  state: "string",
} as const;

const normSchema = {
  epoch: "int",
  parameter: "string",
  meanNorm: "float",
  normOfMean: "float",
} as const;

/** The file of a run's parameters. */
export const PARAMETERS = "parameters.safetensors";

const TEST = "test.json";

/** Whether its last epoch was the last that was asked for, or it diverged. */
export function isFinished({ experiment, history }: Run): boolean {
  return history.at(-1)?.state === "diverged" || history.length === experiment.training.epochs;
}

/** The files of a run: readable settings, Parquet and safetensors. */
export function encodeRun({ question, history, parameters, test, provenance }: Run): Files {
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value, null, 2) + "\n");
  return {
    "config.json": json(question),
    "history.parquet": frame(historySchema, history).writeParquet(),
    ...(question.experiment.training.gradientNorms && {
      "gradient_norms.parquet": frame(
        normSchema,
        history.flatMap(({ epoch, gradientNorms }) =>
          gradientNorms!.map((norm) => ({ epoch, ...norm }))
        ),
      ).writeParquet(),
    }),
    ...(parameters && { [PARAMETERS]: encodeSafetensors(parameters) }),
    ...(test && { [TEST]: json(test) }),
    "provenance.json": json(provenance),
  };
}

/** The files of a run that can go on. */
export function encodeCheckpoint(checkpoint: Checkpoint): Files {
  return {
    ...encodeRun(checkpoint),
    "velocity.safetensors": encodeSafetensors(checkpoint.velocity),
  };
}

/**
 * Reads what {@linkcode encodeRun} gives.
 *
 * @throws {DamageError} If a file is missing, does not parse or does not fit the others.
 */
export function decodeRun(files: Files): Run {
  const question: Question = json(files, "config.json");
  const { experiment } = question;
  const rows = parquet<EpochRow>(files, "history.parquet");
  if (rows.some(({ epoch }, index) => epoch !== index + 1)) {
    throw new DamageError("history.parquet does not have every epoch from 1 in its order");
  }
  return {
    question,
    experiment,
    history: experiment.training.gradientNorms ? withNorms(rows, files) : rows,
    ...(Object.hasOwn(files, PARAMETERS) && {
      parameters: tensors(files, PARAMETERS, experiment),
    }),
    ...(Object.hasOwn(files, TEST) && { test: decodeTest(files) }),
    provenance: json(files, "provenance.json"),
  };
}

/**
 * Reads what {@linkcode encodeCheckpoint} gives.
 *
 * @throws {DamageError} If a file is missing, does not parse or does not fit the others.
 */
export function decodeCheckpoint(files: Files): Checkpoint {
  const run = decodeRun(files);
  const parameters = tensors(files, PARAMETERS, run.experiment);
  const velocity = tensors(files, "velocity.safetensors", run.experiment);
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

function json<T>(files: Files, name: string): T {
  return parse(files, name, (bytes) => JSON.parse(new TextDecoder().decode(bytes)));
}

/** JSON has no number that is not finite: it writes null for it. */
function decodeTest(files: Files): Evaluation {
  const { loss, accuracy } = json<{ loss: number | null; accuracy: number }>(files, TEST);
  return { loss: loss ?? NaN, accuracy };
}

function parquet<T>(files: Files, name: string): T[] {
  return parse(
    files,
    name,
    (bytes) => pl.readParquet(Buffer.from(bytes)).toRecords() as unknown as T[],
  );
}

function tensors(files: Files, name: string, { network }: Experiment): Parameters {
  return parse(files, name, (bytes) => {
    const parameters = decodeSafetensors(bytes, name);
    checkParameters(network, parameters);
    return parameters;
  });
}

/** Rows with the gradient norms that were kept beside them. */
function withNorms(rows: readonly EpochRow[], files: Files): EpochRow[] {
  const norms = parquet<GradientNorm & { epoch: number }>(files, "gradient_norms.parquet");
  const byEpoch = Map.groupBy(norms, ({ epoch }) => epoch);
  return rows.map((row) => ({
    ...row,
    gradientNorms: (byEpoch.get(row.epoch) ?? []).map(({ epoch: _, ...norm }) => norm),
  }));
}
