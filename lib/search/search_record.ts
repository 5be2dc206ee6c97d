import { join } from "node:path";
import type { Dataset, DatasetName } from "../data/dataset.ts";
import type { Engine } from "../engines/engine.ts";
import { frame, readFrame, records, type Row } from "../frame.ts";
import { replaceFile } from "../store/replace_file.ts";
import { resultsVersion } from "../store/run_key.ts";
import type { Experiment } from "../train/experiment.ts";
import type { Standing } from "./bracket.ts";
import { type Hyperparameters, space } from "./space.ts";
import { type SearchedNetwork, type Trial, trialExperiment } from "./search_trials.ts";

/** Everything that decides a search's result, except for rounding. */
export interface SearchQuestion extends SearchedNetwork {
  readonly mathematics: number;
  readonly engine: Engine["family"];
  readonly dataset: DatasetName;
  readonly dataDigest: string;
  readonly trials: number;
  /** Epochs after which trials are compared. */
  readonly rungs: readonly number[];
  readonly seed: number;
  readonly space: typeof space;
}

/** The trial with the least training loss at the last rung. */
interface BestTrial {
  readonly trial: number;
  readonly setting: Hyperparameters;
  /** Training loss (nats) at each rung. */
  readonly losses: readonly number[];
}

/** A recorded search, without its table. */
export interface SearchRecord {
  readonly question: SearchQuestion;
  /** The engine's description. */
  readonly engine: string;
  /** Absent if every trial diverged. */
  readonly best?: BestTrial;
}

/**
 * Columns of a search's table: the trial's hyperparameters (gate bias NaN for plain nets), its last
 * rung in epochs, and its state. `loss_3` and so on are its training loss (nats) after that many
 * epochs: NaN if it was not trained for them, infinite if it had diverged.
 */
type TableSchema = typeof settingSchema & { readonly [loss: `loss_${number}`]: "float" };

/** A trial in a search's table. */
export type TrialRow = Row<TableSchema>;

const settingSchema = {
  trial: "int",
  learningRate: "float",
  momentum: "float",
  decayFactor: "float",
  activation: "string",
  gateBias: "float",
  rung: "int",
  state: "string",
} as const;

/** The question of a search for a network. */
export function searchQuestion(
  network: SearchedNetwork,
  dataset: Dataset,
  engine: Engine,
  { trials, rungs, seed }: { trials: number; rungs: readonly number[]; seed: number },
): SearchQuestion {
  return {
    mathematics: resultsVersion,
    engine: engine.family,
    dataset: dataset.name,
    dataDigest: dataset.digest,
    ...network,
    trials,
    rungs,
    seed,
    space,
  };
}

/** Name of a search's two files, without `.json` and `.parquet`. */
export function searchName(
  { dataset, architecture, depth }: SearchedNetwork & { readonly dataset: DatasetName },
): string {
  return `sweep-${dataset}-${architecture}-${depth}`;
}

/**
 * Records a finished search: every trial in a Parquet table, the best first, then the best trial and
 * the question as JSON. Each file appears whole or not at all.
 */
export async function writeSearch(
  folder: string,
  { question, engine }: SearchRecord,
  standings: readonly Standing<Trial>[],
): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const path = join(folder, searchName(question));
  const rows = standings.map((standing) => trialRow(standing, question.rungs));
  await replaceFile(`${path}.parquet`, frame(tableSchema(question.rungs), rows).writeParquet());
  const best = standings.find(({ state }) => state === "best");
  const record: SearchRecord = {
    question,
    engine,
    ...(best && {
      best: { trial: best.trial.number, setting: best.trial.setting, losses: best.losses },
    }),
  };
  await replaceFile(`${path}.json`, JSON.stringify(record, null, 2) + "\n");
}

/**
 * A recorded search, undefined if there is none.
 *
 * @throws {SyntaxError} If it is not JSON.
 */
export async function readSearch(
  folder: string,
  network: SearchedNetwork & { readonly dataset: DatasetName },
): Promise<SearchRecord | undefined> {
  const path = join(folder, `${searchName(network)}.json`);
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new SyntaxError(`Cannot read "${path}": ${cause.message}`, { cause });
  }
}

/** The table of a recorded search. */
export function readTrials(folder: string, question: SearchQuestion): TrialRow[] {
  const bytes = Deno.readFileSync(join(folder, `${searchName(question)}.parquet`));
  const table = readFrame(bytes, question.trials);
  return records(tableSchema(question.rungs), table);
}

/**
 * The searched networks of a data set with their best hyperparameters, for every seed. Searches of
 * another version of results or other data are left out.
 *
 * @param options.records Folder of the searches.
 */
export async function bestExperiments(
  dataset: Dataset,
  networks: readonly SearchedNetwork[],
  { seeds, epochs, records }: { seeds: readonly number[]; epochs: number; records: string },
): Promise<Experiment[]> {
  const experiments: Experiment[] = [];
  for (const seed of seeds) {
    for (const network of networks) {
      const search = await readSearch(records, { dataset: dataset.name, ...network });
      if (!search?.best) continue;
      const { mathematics, dataDigest } = search.question;
      if (mathematics !== resultsVersion || dataDigest !== dataset.digest) continue;
      const { setting } = search.best;
      experiments.push(trialExperiment(dataset, network, { setting, seed, epochs }));
    }
  }
  return experiments;
}

/** Whether two questions are equal, apart from the sources of the bounds. */
export function sameSearch(a: SearchQuestion, b: SearchQuestion): boolean {
  const text = (question: SearchQuestion) =>
    JSON.stringify(question, (key, value) => key === "source" ? undefined : value);
  return text(a) === text(b);
}

function tableSchema(rungs: readonly number[]): TableSchema {
  const losses = rungs.map((epochs) => [`loss_${epochs}`, "float" as const]);
  return { ...settingSchema, ...Object.fromEntries(losses) };
}

function trialRow({ trial, losses, state }: Standing<Trial>, rungs: readonly number[]): TrialRow {
  return {
    ...trial.setting,
    gateBias: trial.setting.gateBias ?? NaN,
    trial: trial.number,
    rung: rungs[losses.length - 1],
    state,
    ...Object.fromEntries(rungs.map((epochs, index) => [`loss_${epochs}`, losses[index] ?? NaN])),
  };
}
