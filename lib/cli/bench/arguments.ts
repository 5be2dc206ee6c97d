import type { ParseArgsOptionsConfig } from "node:util";
import { parseThreads, readOptions } from "../options.ts";
import { UsageError } from "../usage_error.ts";

/** What `deno task bench` is asked for. */
export interface BenchRequest {
  readonly depths: readonly number[];
  readonly threads: number;
  readonly rounds: number;
  /** An interpreter that may have PyTorch. */
  readonly python: string;
}

const options = {
  depth: { type: "string", multiple: true, default: ["10", "20", "50", "100", "200"] },
  threads: { type: "string", default: String(navigator.hardwareConcurrency) },
  rounds: { type: "string", default: "9" },
  python: { type: "string", default: "python3" },
  help: { type: "boolean", short: "h", default: false },
} satisfies ParseArgsOptionsConfig;

export const usage = `Usage: deno task bench [OPTION]...

Prints a table of milliseconds a step at batch 128: the least of several rounds, in each of which
all take turns. The environment variable HIGHWAY_BLAS names a BLAS to use, or is "off".

  --depth NUMBER    layers; may be repeated (default: ${options.depth.default.join(", ")})
  --threads NUMBER  of the fused engine (default: as many as there are cores, ${options.threads.default})
  --rounds NUMBER   (default: ${options.rounds.default})
  --python PATH     an interpreter that may have PyTorch (default: ${options.python.default})
  --help            this text

Examples:
  deno task bench
  deno task bench --depth 10 --depth 50 --threads 1 --rounds 3
`;

function parseCount(option: string, value: string): number {
  if (!/^[1-9]\d{0,3}$/.test(value)) {
    throw new UsageError(
      `Bad --${option} ${JSON.stringify(value)}: it must be an integer from 1 to 9999`,
    );
  }
  return Number(value);
}

/**
 * Reads the command line of `deno task bench`.
 *
 * @returns "help" if that is asked for.
 * @throws {UsageError} If an option is unknown, or a value is missing or bad.
 */
export function parseBenchArguments(args: string[]): BenchRequest | "help" {
  const { depth, threads, rounds, python, help } = readOptions(args, options);
  if (help) return "help";
  return {
    depths: depth.map((value) => parseCount("depth", value)),
    threads: parseThreads(threads),
    rounds: parseCount("rounds", rounds),
    python,
  };
}
