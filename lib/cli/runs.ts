/**
 * `deno task runs`: lists the runs that are stored, shows one, removes what is of no use.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { listRuns, type StoredRun } from "../train/run_list.ts";
import { RunStore } from "../train/run_store.ts";
import { describeRun, runsTable } from "./runs_text.ts";
import { processOutput, type TerminalOutput } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

const usage = `Usage: deno task runs
       deno task runs show NAME
       deno task runs remove NAME... | --stale | --damaged

Lists what is trained or in training, shows one run, or removes runs from data/runs. NAME may be a
part of the name that no other run has.

  --stale    remove runs of an earlier version of the mathematics, which answer no question any more
  --damaged  remove runs that are not whole
  --help     this text
`;

type Request =
  | { readonly command: "list" }
  | { readonly command: "help" }
  | { readonly command: "show"; readonly name: string }
  | {
    readonly command: "remove";
    readonly names: readonly string[];
    readonly states: readonly string[];
  };

/** @throws {UsageError} If the command line cannot be understood. */
function parse(args: string[]): Request {
  const { values: { help, stale, damaged }, positionals: [command, ...names] } = readArguments(
    args,
  );
  if (help) return { command: "help" };
  const states = [...stale ? ["stale"] : [], ...damaged ? ["damaged"] : []];
  if (command === "remove") {
    if ((names.length > 0) === (states.length > 0)) {
      throw new UsageError("Cannot remove: give either names, or --stale or --damaged");
    }
    return { command, names, states };
  }
  if (states.length > 0) throw new UsageError(`Cannot use --${states[0]} without remove`);
  if (command === undefined) return { command: "list" };
  if (command !== "show") {
    throw new UsageError(`Unknown command ${JSON.stringify(command)}: it must be show or remove`);
  }
  if (names.length !== 1) {
    throw new UsageError(`Cannot show ${names.length} runs: give the name of one`);
  }
  return { command, name: names[0] };
}

function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        stale: { type: "boolean" },
        damaged: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    const reason = (error as Error).message.split(/[.\n]/)[0];
    throw new UsageError(`${reason}: the options are --stale, --damaged, --help`);
  }
}

/**
 * What is stored under a name, or the one name that has it as a part.
 *
 * @throws {UsageError} If there is none, or several names have it.
 */
function findRuns(runs: readonly StoredRun[], part: string): StoredRun[] {
  const exact = runs.filter(({ name }) => name === part);
  if (exact.length > 0) return exact;
  const found = runs.filter(({ name }) => name.includes(part));
  const names = new Set(found.map(({ name }) => name));
  if (names.size === 1) return found;
  const quoted = JSON.stringify(part);
  throw new UsageError(
    names.size === 0
      ? `There is no run ${quoted}: \`deno task runs\` lists them`
      : `There are ${names.size} runs with ${quoted} in their names: give more of one`,
  );
}

async function remove(
  store: RunStore,
  runs: readonly StoredRun[],
  { names, states }: { names: readonly string[]; states: readonly string[] },
): Promise<string> {
  const chosen = names.length > 0
    ? names.flatMap((name) => findRuns(runs, name))
    : runs.filter(({ state, readOnly }) => states.includes(state) && !readOnly);
  const kept = chosen.find(({ readOnly }) => readOnly);
  if (kept) throw new UsageError(`Cannot remove ${kept.path}: Git keeps it, so remove it there`);
  for (const run of chosen) await store.remove(run);
  if (chosen.length === 0) return `No run is ${states.join(" or ")}`;
  return chosen.map(({ path }) => `Removed ${path}`).join("\n");
}

async function answer(request: Request, store: RunStore): Promise<string> {
  if (request.command === "help") return usage;
  const stored = await listRuns(store);
  switch (request.command) {
    case "list":
      return runsTable(stored);
    case "show":
      return findRuns(stored, request.name).map(describeRun).join("\n\n");
    case "remove":
      return await remove(store, stored, request);
  }
}

/** Runs the command on a store; resolves to its exit code. */
export async function runs(
  args: string[],
  store: RunStore,
  output: Pick<TerminalOutput, "write"> = processOutput,
): Promise<number> {
  try {
    output.write("stdout", `${await answer(parse(args), store)}\n`);
    return 0;
  } catch (error) {
    output.write("stderr", `${error instanceof Error ? error.message : error}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

if (import.meta.main) {
  const data = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), "data");
  Deno.exit(await runs(Deno.args, new RunStore(join(data, "runs"), join(data, "records"))));
}
