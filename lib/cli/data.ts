/**
 * `deno task data --dataset mnist`: fetches a data set if needed, checks and describes it.
 *
 * @module
 */
import { type Dataset, type DatasetName, datasetNames, fullTitle } from "../data/dataset.ts";
import { findDataset, type FoundDataset } from "../data/find.ts";
import { readDataset, standInSeed } from "../data/load.ts";
import { type Command, runCommand } from "./command.ts";
import { showProgress } from "./download_progress.ts";
import { choose, readOptions, single } from "./options.ts";
import { UsageError } from "./usage_error.ts";

const usage = `Usage: deno task data --dataset NAME

Fetches a data set if needed, checks it and says what it is.

  --dataset NAME  one of ${datasetNames.join(", ")}
  --help          this text

MNIST and CIFAR-100 are looked for in data/, then in the folder that the environment variable
HIGHWAY_DATA names, then downloaded into data/. Glyphs and textures are generated.

Examples:
  deno task data --dataset mnist
  HIGHWAY_DATA=~/datasets deno task data --dataset cifar100
`;

/** @throws {UsageError} If the command line cannot be understood. */
function parse(args: string[]): DatasetName | "help" {
  const { dataset, help } = readOptions(args, {
    dataset: { type: "string", multiple: true },
    help: { type: "boolean", short: "h" },
  });
  if (help) return "help";
  const name = single("dataset", dataset, (name) => choose("data set", name, datasetNames));
  if (name === undefined) {
    throw new UsageError(`Missing --dataset: it must be one of ${datasetNames.join(", ")}`);
  }
  return name;
}

function describe(found: FoundDataset, dataset: Dataset): string {
  const { shape, train, test, classes, digest } = dataset;
  const place = "path" in found ? `in ${found.path}` : `from seed ${standInSeed}`;
  const shown = classes.length <= 10 ? classes : [...classes.slice(0, 5), "..."];
  return [
    `${fullTitle(dataset)}, ${place}`,
    `  shape     ${shape.join(" x ")} (height x width x channels)`,
    `  training  ${train.count} images`,
    `  test      ${test.count} images`,
    `  classes   ${classes.length}: ${shown.join(", ")}`,
    `  digest    ${digest} (SHA-256)`,
  ].join("\n");
}

const command: Command<DatasetName> = {
  usage,
  onInterruption: "abort",
  parse,
  async run(name, { terminal, signal }) {
    const found = await findDataset(name, {
      signal,
      onProgress: (progress) => showProgress(terminal, progress),
      onNotice: (notice) => terminal.print(`${notice}\n`, "stderr"),
    });
    terminal.finish();
    terminal.print(`${describe(found, await readDataset(found))}\n`);
    return found.name === name ? 0 : 1; // 1 for a stand-in
  },
};

if (import.meta.main) Deno.exit(await runCommand(Deno.args, command));
