import { type DatasetName, datasetNames } from "../data/dataset.ts";
import { type BackendName, backendNames, type EngineName, engineNames } from "../engines/names.ts";
import { type Profile, profiles } from "../sections/profile.ts";
import {
  choose,
  distinct,
  parseFolder,
  parseSeed,
  parseThreads,
  readOptions,
  single,
} from "./options.ts";
import { findPart, namesOf, type Part, parts } from "./parts.ts";
import { suggestion } from "../suggestion.ts";
import { UsageError } from "./usage_error.ts";

/** What `deno task reproduce` is asked for; what is absent is left to the notebooks. */
export interface ReproduceRequest {
  /** In the order in which they run. */
  readonly parts: readonly Part[];
  readonly profile?: Profile;
  readonly datasets?: readonly DatasetName[];
  readonly seeds?: readonly number[];
  readonly engine?: EngineName;
  readonly backend?: BackendName;
  readonly threads?: number;
  /** Train anew: a word for this call, so that its sections share what they train. */
  readonly freshTag?: string;
  /** A folder, relative to where the command was typed. */
  readonly out?: string;
}

const text = { type: "string", multiple: true } as const;
const options = {
  section: text,
  profile: text,
  dataset: text,
  seed: text,
  engine: text,
  backend: text,
  threads: text,
  fresh: { type: "boolean" },
  out: text,
  help: { type: "boolean", short: "h" },
} as const;

const sectionNames = parts.map(({ name }) => name);
const gpuSections = parts.filter(({ wantsGpu }) => wantsGpu).map(({ name }) => name).join(", ");

export const usage = `Usage: deno task reproduce [OPTION]...

Runs the notebooks top to bottom and writes every figure of the report.

  --section NAME    one section, may be repeated (default: all):
                    ${sectionNames.join(", ")}
  --profile NAME    ${profiles.join(" or ")} (default: ${
  profiles[0]
}): minutes on two cores, or the report's own
                    settings, for hours; they leave ${gpuSections}, which wants a GPU, to
                    --section ${gpuSections}
  --dataset NAME    may be repeated (default: what the report shows):
                    ${datasetNames.join(", ")}
  --seed NUMBER     may be repeated, each is a run (default: the profile's)
  --engine NAME     ${engineNames.join(", ")} (default: auto)
  --backend NAME    of tfjs: ${backendNames.join(", ")} (default: auto)
  --threads NUMBER  of the fused engine (default: as many as there are cores)
  --fresh           train anew what was trained before
  --out FOLDER      for figures, frames and executed notebooks (default: figures/quick, and figures,
                    which Git keeps, with --profile report)
  --help            this text

Examples:
  deno task reproduce --section lesions
  deno task reproduce --section depth --profile report --seed 1 --seed 2 --out results
`;

function parseSection(value: string): Part {
  const part = findPart(value);
  if (part === undefined) {
    const near = suggestion(value, parts.flatMap(namesOf));
    throw new UsageError(
      `Unknown section ${JSON.stringify(value)}${near || ":"} it must be one of ${
        sectionNames.join(", ")
      }`,
    );
  }
  return part;
}

/**
 * Reads the command line of `deno task reproduce`.
 *
 * @returns "help" if that is asked for.
 * @throws {UsageError} If an option or a name is unknown, or a value is missing or bad.
 */
export function parseReproduceArguments(args: string[]): ReproduceRequest | "help" {
  const given = readOptions(args, options);
  if (given.help) return "help";
  const asked = distinct(given.section, parseSection);
  const profile = single("profile", given.profile, (name) => choose("profile", name, profiles));
  const engine = single("engine", given.engine, (name) => choose("engine", name, engineNames));
  const backend = single("backend", given.backend, (name) => choose("backend", name, backendNames));
  const threads = single("threads", given.threads, parseThreads);
  const isTfjs = engine === "tfjs" || (engine !== "fused" && (backend ?? "auto") !== "auto");
  if (engine === "fused" && (backend ?? "auto") !== "auto") {
    throw new UsageError(`Cannot use --backend ${backend} with --engine fused: it is one of tfjs`);
  }
  if (isTfjs && threads !== undefined) {
    throw new UsageError("Cannot use --threads with TF.js: only --engine fused takes it");
  }
  return {
    parts: parts.filter((part) =>
      asked?.includes(part) ?? !(profile === "report" && part.wantsGpu)
    ),
    profile,
    datasets: distinct(given.dataset, (name) => choose("data set", name, datasetNames)),
    seeds: distinct(given.seed, parseSeed),
    engine,
    backend,
    threads,
    ...(given.fresh && { freshTag: crypto.randomUUID() }),
    out: single("out", given.out, parseFolder),
  };
}
