/**
 * `deno task runs`: lists stored runs, shows one, removes runs.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { quoted } from "../plain_text.ts";
import { suggestion } from "../suggestion.ts";
import { foreignFolders, listRuns, readStored, type StoredRun } from "../store/run_list.ts";
import { RunStore } from "../store/run_store.ts";
import { runCommand } from "./command.ts";
import { readArguments } from "./options.ts";
import { describeRun, foreignText, runsJson, runsTable } from "./runs_text.ts";
import { processOutput, type TerminalOutput } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

const usage = `Usage: deno task runs [--json]
       deno task runs show NAME
       deno task runs remove NAME... | --stale | --damaged [--yes]

Lists what is trained or in training, shows one run, or removes runs from data/runs. NAME may be a
part of the name that no other run has. Before anything is removed it is listed and asked about.

  --json     the list as JSON, for other programs
  --stale    remove runs of an earlier version of results, which are not used any more
  --damaged  remove runs that are not whole; every file is read to find them
  --yes      remove without being asked; without it nothing is removed where there is no terminal
  --help     this text

Examples:
  deno task runs show e161704b7e5c
  deno task runs remove --stale --yes
`;

type RunsRequest =
  | { readonly command: "list"; readonly json: boolean }
  | { readonly command: "show"; readonly name: string }
  | {
    readonly command: "remove";
    readonly names: readonly string[];
    readonly states: readonly string[];
    readonly yes: boolean;
  };

const options = {
  json: { type: "boolean" },
  stale: { type: "boolean" },
  damaged: { type: "boolean" },
  yes: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** @throws {UsageError} If the command line cannot be understood. */
function parse(args: string[]): RunsRequest | "help" {
  const { values, positionals: [command, ...names] } = readArguments(args, options, {
    allowPositionals: true,
  });
  const { json = false, stale, damaged, yes = false, help } = values;
  if (help) return "help";
  if (json && command !== undefined) throw new UsageError(`Cannot use --json with ${command}`);
  const states = [...stale ? ["stale"] : [], ...damaged ? ["damaged"] : []];
  if (command === "remove") {
    if ((names.length > 0) === (states.length > 0)) {
      throw new UsageError("Cannot remove: give either names, or --stale or --damaged");
    }
    return { command, names, states, yes };
  }
  const [extra] = [...states, ...yes ? ["yes"] : []];
  if (extra !== undefined) throw new UsageError(`Cannot use --${extra} without remove`);
  if (command === undefined) return { command: "list", json };
  if (command !== "show") {
    throw new UsageError(
      `Unknown command ${quoted(command)}${suggestion(command, ["show", "remove"]) || ":"} ` +
        "it must be show or remove",
    );
  }
  if (names.length !== 1) {
    throw new UsageError(`Cannot show ${names.length} runs: give the name of one`);
  }
  return { command, name: names[0] };
}

/**
 * The runs of a name, or of the one name that contains it.
 *
 * @throws {UsageError} If no name or several contain it.
 */
function findRuns(runs: readonly StoredRun[], part: string): StoredRun[] {
  const exact = runs.filter(({ name }) => name === part);
  if (exact.length > 0) return exact;
  const found = runs.filter(({ name }) => name.includes(part));
  const names = new Set(found.map(({ name }) => name));
  if (names.size === 1) return found;
  throw new UsageError(
    names.size === 0
      ? `There is no run ${quoted(part)}${suggestion(part, runs.map(({ name }) => name))}: ` +
        "`deno task runs` lists them"
      : `There are ${names.size} runs with ${quoted(part)} in their names: give more of one`,
  );
}

/** The command's output, and its questions. */
export interface RunsOutput extends TerminalOutput {
  /** Asks a yes-or-no question; absent without a terminal. */
  readonly ask?: (question: string) => boolean;
}

const terminalOutput: RunsOutput = {
  ...processOutput,
  columns: processOutput.columns,
  ...(Deno.stdin.isTerminal() && { ask: confirm }),
};

/** @returns The exit code. */
async function remove(
  store: RunStore,
  { names, states, yes }: RunsRequest & { command: "remove" },
  { write, columns = 80, ask }: RunsOutput,
): Promise<number> {
  const runs = listRuns(store, { inFull: states.includes("damaged") });
  const chosen = names.length > 0
    ? [...new Set(names.flatMap((name) => findRuns(runs, name)))]
    : runs.filter(({ state, readOnly }) => states.includes(state) && !readOnly);
  const kept = chosen.find(({ readOnly }) => readOnly);
  if (kept) throw new UsageError(`Cannot remove ${kept.path}: Git keeps it, so remove it there`);
  if (chosen.length === 0) {
    write("stdout", `No run is ${states.join(" or ")}\n`);
    return 0;
  }
  const count = chosen.length === 1 ? "this run" : `these ${chosen.length} runs`;
  if (!yes) {
    if (!ask) {
      throw new UsageError(`Cannot ask whether to remove ${count} without a terminal: give --yes`);
    }
    write("stdout", `${runsTable(chosen, columns)}\n`);
    if (!ask(`Remove ${count}?`)) {
      write("stdout", "Nothing was removed\n");
      return 0;
    }
  }
  let code = 0;
  for (const run of chosen) {
    try {
      await store.remove(run);
      write("stdout", `Removed ${run.path}\n`);
    } catch (error) {
      write("stderr", `${(error as Error).message}\n`);
      code = 1;
    }
  }
  return code;
}

/** @returns The exit code. */
async function answer(request: RunsRequest, store: RunStore, output: RunsOutput): Promise<number> {
  const { write, columns = 80 } = output;
  switch (request.command) {
    case "list": {
      const stored = listRuns(store);
      const text = request.json
        ? runsJson(stored)
        : runsTable(stored, columns) + foreignText(foreignFolders(store), columns);
      write("stdout", `${text}\n`);
      return 0;
    }
    case "show": {
      const found = findRuns(listRuns(store), request.name);
      write("stdout", `${found.map(describe).join("\n\n")}\n`);
      return 0;
    }
    case "remove":
      return await remove(store, request, output);
  }
}

function describe(found: StoredRun): string {
  if (!found.outline) return describeRun(found);
  try {
    return describeRun(found, readStored(found));
  } catch (error) {
    return describeRun({ ...found, state: "damaged", reason: (error as Error).message });
  }
}

/** Runs the command on a store; resolves to its exit code. */
export const runs = (
  args: string[],
  store: RunStore,
  output: RunsOutput = terminalOutput,
): Promise<number> =>
  runCommand(args, { usage, parse, run: (request) => answer(request, store, output) }, output);

if (import.meta.main) {
  const data = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), "data");
  Deno.exit(await runs(Deno.args, new RunStore(join(data, "runs"), join(data, "records"))));
}
