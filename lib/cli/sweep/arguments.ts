import type { ParseArgsOptionsConfig } from "node:util";
import { type DatasetName, datasetNames } from "../../data/dataset.ts";
import { depths } from "../../sections/experiments.ts";
import { profileSettings } from "../../sections/profile.ts";
import type { SearchedNetwork } from "../../search/search_trials.ts";
import { rungsOf } from "../../search/bracket.ts";
import type { Shard } from "../../search/search.ts";
import {
  choose,
  distinct,
  integer,
  parseFolder,
  parseSeed,
  parseThreads,
  readOptions,
  single,
} from "../options.ts";
import { UsageError } from "../usage_error.ts";

/** Settings of `deno task sweep`. */
export interface SweepRequest {
  readonly dataset: DatasetName;
  readonly networks: readonly SearchedNetwork[];
  /** Number of settings drawn for each network. */
  readonly trials: number;
  /** Epochs after which trials are compared, ascending. */
  readonly rungs: readonly number[];
  readonly seed: number;
  readonly shard: Shard;
  readonly threads?: number;
  /** A folder, relative to the folder that the command was called in. */
  readonly out?: string;
}

const text = { type: "string", multiple: true } as const;
const options = {
  dataset: text,
  architecture: text,
  depth: text,
  trials: text,
  epochs: text,
  seed: text,
  shard: text,
  threads: text,
  out: text,
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsOptionsConfig;

const architectures = ["plain", "highway"] as const;

/** Epochs of a run of the depth sweep: a trial is the beginning of one. */
export const mostEpochs = profileSettings.report.depthSweep.epochs;

const defaults = { dataset: "mnist", trials: 40, epochs: mostEpochs, seed: 1 } as const;

export const usage = `Usage: deno task sweep [OPTION]...

Searches settings for the nets of the depth sweep: draws some for each net at random, trains all a
little, the best third of them longer, and so on, the last ones to the end. Keeps every trial in a
table and the best as JSON. Started again it goes on; started several times at once, the processes
share the work.

  --dataset NAME       ${datasetNames.join(", ")} (default: ${defaults.dataset})
  --architecture NAME  may be repeated: ${architectures.join(", ")} (default: both)
  --depth NUMBER       may be repeated (default: ${depths.join(", ")})
  --trials NUMBER      settings for each net (default: ${defaults.trials})
  --epochs NUMBER      of the longest trials (default: ${mostEpochs}, the most)
  --seed NUMBER        of settings and trainings (default: ${defaults.seed})
  --shard I/N          begin with every N-th trial from the I-th, then help with the others
                       (default: 1/1)
  --threads NUMBER     of this process (default: as many as there are cores)
  --out FOLDER         for tables and best settings (default: data/records)
  --help               this text

Examples:
  deno task sweep --architecture plain --depth 50
  deno task sweep --shard 1/4 --threads 1
`;

function parseShard(value: string): Shard {
  const [index, count] = (/^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(value) ?? []).slice(1).map(
    Number,
  );
  if (!(index <= count)) {
    throw new UsageError(
      `Bad shard ${JSON.stringify(value)}: it must be I/N, such as 1/4, with I from 1 to N`,
    );
  }
  return { index, count };
}

/**
 * Reads the command line of `deno task sweep`.
 *
 * @returns "help" for --help.
 * @throws {UsageError} If an option or a name is unknown, or a value is missing or bad.
 */
export function parseSweepArguments(args: string[]): SweepRequest | "help" {
  const given = readOptions(args, options);
  if (given.help) return "help";
  const nets = distinct(given.depth, integer("depth", 1, 9999)) ?? depths;
  const kinds = distinct(given.architecture, (name) => choose("architecture", name, architectures));
  const epochs = single("epochs", given.epochs, integer("number of epochs", 1, mostEpochs));
  return {
    dataset: single("dataset", given.dataset, (name) => choose("data set", name, datasetNames)) ??
      defaults.dataset,
    networks: nets.flatMap((depth) =>
      (kinds ?? architectures).map((architecture) => ({ architecture, depth }))
    ),
    trials: single("trials", given.trials, integer("number of trials", 1, 9999)) ?? defaults.trials,
    rungs: rungsOf(epochs ?? defaults.epochs),
    seed: single("seed", given.seed, parseSeed) ?? defaults.seed,
    shard: single("shard", given.shard, parseShard) ?? { index: 1, count: 1 },
    threads: single("threads", given.threads, parseThreads),
    out: single("out", given.out, parseFolder),
  };
}
