/**
 * `deno task data --dataset mnist`: fetches a data set if needed, checks it and says what it is.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { type Dataset, type DatasetName, datasetNames, fullTitle } from "../data/dataset.ts";
import { findDataset, type Found } from "../data/find.ts";
import { readDataset, standInSeed } from "../data/load.ts";
import { resolveEnvironment } from "./called_from.ts";
import { showProgress } from "./download_progress.ts";
import { Interruption, listenForInterruption } from "./interruption.ts";
import { processOutput, Terminal } from "./terminal.ts";

const usage = `Usage: deno task data --dataset NAME

Fetches a data set if needed, checks it and says what it is.
NAME is one of ${datasetNames.join(", ")}.

MNIST and CIFAR-100 are looked for in data/, then in the folder that the environment variable
HIGHWAY_DATA names, then downloaded into data/. Glyphs and textures are generated.
`;

/** What the command line asks for, or why it cannot be understood. */
function parse(args: string[]): { help: true } | { name: DatasetName } | { error: string } {
  const oneOf = `one of ${datasetNames.join(", ")}`;
  try {
    const { values: { dataset, help } } = parseArgs({
      args,
      options: { dataset: { type: "string" }, help: { type: "boolean", short: "h" } },
    });
    if (help) return { help };
    if (dataset === undefined) return { error: `Missing --dataset: it must be ${oneOf}` };
    const name = datasetNames.find((name) => name === dataset);
    if (name) return { name };
    return { error: `Unknown data set ${JSON.stringify(dataset)}: it must be ${oneOf}` };
  } catch (error) {
    const reason = (error as Error).message.split(/\. |\n/)[0];
    return { error: `${reason}: give --dataset and ${oneOf}` };
  }
}

function describe(found: Found, dataset: Dataset): string {
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

/** Runs the command; resolves to its exit code. */
async function main(args: string[]): Promise<number> {
  const request = parse(args);
  if ("error" in request) {
    console.error(request.error);
    return 2;
  }
  if ("help" in request) {
    console.log(usage);
    return 0;
  }
  const { name } = request;
  const terminal = new Terminal(processOutput);
  const { signal, stopListening } = listenForInterruption();
  try {
    resolveEnvironment();
    const found = await findDataset(name, {
      signal,
      onProgress: (progress) => showProgress(terminal, progress),
      onNotice: (notice) => terminal.print(`${notice}\n`, "stderr"),
    });
    terminal.finish();
    console.log(describe(found, await readDataset(found)));
    return found.name === name ? 0 : 1; // what was asked for could not be had
  } catch (error) {
    terminal.finish();
    console.error(error instanceof Error ? error.message : String(error));
    return error instanceof Interruption ? error.exitCode : 1;
  } finally {
    stopListening();
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
