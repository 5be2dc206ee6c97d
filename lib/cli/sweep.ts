/**
 * `deno task sweep`: searches settings for the nets of the depth sweep.
 *
 * @module
 */
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Dataset, fullTitle } from "../data/dataset.ts";
import { loadDataset } from "../data/load.ts";
import type { Engine } from "../engines/engine.ts";
import { createEngine } from "../engines/select.ts";
import {
  readSearch,
  readTrials,
  sameSearch,
  searchName,
  type SearchQuestion,
  searchQuestion,
  writeSearch,
} from "../search/search_record.ts";
import { searchTrials, type Trial } from "../search/search_trials.ts";
import { runKey, runName } from "../store/run_key.ts";
import { run } from "../store/run.ts";
import { RunStore } from "../store/run_store.ts";
import { Bracket, lossAt } from "../search/bracket.ts";
import { search } from "../search/search.ts";
import { calledFrom } from "./called_from.ts";
import { runCommand } from "./command.ts";
import { mostEpochs, parseSweepArguments, type SweepRequest, usage } from "./sweep/arguments.ts";
import { networkName, trialsTable } from "./sweep/text.ts";
import type { Terminal } from "./terminal.ts";
import { brief } from "./text_table.ts";
import { UsageError } from "./usage_error.ts";

/** The search for one network. */
interface Search {
  readonly question: SearchQuestion;
  readonly bracket: Bracket<Trial>;
}

/** Arguments of the command's functions. */
interface SweepContext {
  readonly dataset: Dataset;
  readonly engine: Engine;
  readonly store: RunStore;
  /** Folder of tables and best settings. */
  readonly records: string;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

async function sweep(request: SweepRequest, context: SweepContext): Promise<void> {
  const { dataset, engine, store, records, terminal, signal } = context;
  const searches = await openSearches(request, context);
  await search(searches.map(({ bracket }) => bracket), {
    shard: request.shard,
    isTaken: ({ experiment }) => store.isTraining(runName(runKey(experiment, dataset, engine))),
    signal,
    async train(trial, epochs) {
      let kept = true;
      const { history } = await run(trial.experiment, dataset, {
        engine,
        store,
        until: epochs,
        signal,
        onEpoch({ epoch, loss }) {
          kept = false;
          terminal.status(`${trialName(trial)}: epoch ${epoch} of ${epochs}, loss ${brief(loss)}`);
        },
        onNotice: (notice) => terminal.print(`${trialName(trial)}: ${notice}\n`, "stderr"),
      });
      const loss = lossAt(history, epochs);
      terminal.print(
        `${trialName(trial)}, epoch ${epochs}: ` +
          `${Number.isFinite(loss) ? `loss ${brief(loss)}` : "diverged"}${kept ? " (kept)" : ""}\n`,
      );
      return history;
    },
    async onReach(bracket) {
      if (bracket.open.length > 0) return;
      const { question } = searches.find((search) => search.bracket === bracket)!;
      await writeSearch(records, { question, engine: engine.description }, bracket.standings);
      await show(question, context);
    },
    onWait: (trials) =>
      terminal.status(`Waiting for other processes: ${trials.map(trialName).join("; ")}`),
  });
}

function trialName({ network, number }: Trial): string {
  return `${networkName(network)}, trial ${number}`;
}

/**
 * The searches that are not in the records yet; shows the others.
 *
 * @throws {UsageError} If the records hold another search of the same name.
 */
async function openSearches(
  { networks, trials, rungs, seed }: SweepRequest,
  context: SweepContext,
): Promise<Search[]> {
  const { dataset, engine, records } = context;
  const searches: Search[] = [];
  const answered: SearchQuestion[] = [];
  for (const network of networks) {
    const question = searchQuestion(network, dataset, engine, { trials, rungs, seed });
    const kept = await readSearch(records, question);
    if (kept && !sameSearch(kept.question, question)) {
      const path = join(records, `${searchName(question)}.json`);
      const { trials, rungs, seed } = kept.question;
      throw new UsageError(
        `Cannot keep this search as ${path}: there is another search (${trials} trials, ` +
          `${rungs.at(-1)} epochs, seed ${seed}); remove it or give --out`,
      );
    }
    if (kept) answered.push(question);
    else {
      const bracket = new Bracket(
        searchTrials(dataset, network, { trials, seed, epochs: mostEpochs }),
        rungs,
      );
      searches.push({ question, bracket });
    }
  }
  for (const question of answered) await show(question, context);
  return searches;
}

/** Prints the table of a recorded search. */
async function show(question: SearchQuestion, { records, terminal }: SweepContext): Promise<void> {
  const record = await readSearch(records, question);
  const path = relative(calledFrom(), join(records, searchName(question)));
  terminal.print(`\n${trialsTable(record!, readTrials(records, question))}`);
  terminal.print(`Kept in ${path}.json and .parquet\n\n`);
}

/** Folders of the command. */
export interface SweepFolders {
  /** For the trials' runs. */
  readonly runs: string;
  /** For tables and best settings, without --out. */
  readonly records: string;
}

/** Runs the command; resolves to its exit code. */
export const runSweep = (args: string[], folders: SweepFolders): Promise<number> =>
  runCommand<SweepRequest>(args, {
    usage,
    onInterruption: "abort",
    parse: parseSweepArguments,
    async run(request, { terminal, signal }) {
      signal.addEventListener("abort", () => {
        terminal.status(
          "Interrupted: the epoch that runs is ended and kept; again to stop at once",
        );
      });
      const dataset = await loadDataset(request.dataset, {
        signal,
        onNotice: (notice) => terminal.print(`${notice}\n`, "stderr"),
      });
      const engine = await createEngine({
        engine: "auto",
        backend: "auto",
        threads: request.threads,
      });
      try {
        const choice = [engine.description, ...engine.rejected.map((reason) => `not ${reason}`)];
        terminal.print(`${fullTitle(dataset)}\n${choice.join("\n")}\n`);
        const records = request.out === undefined
          ? folders.records
          : resolve(calledFrom(), request.out);
        const store = new RunStore(folders.runs);
        await sweep(request, { dataset, engine, store, records, terminal, signal });
      } finally {
        await engine.close();
      }
    },
  });

if (import.meta.main) {
  const data = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), "data");
  Deno.exit(
    await runSweep(Deno.args, { runs: join(data, "runs"), records: join(data, "records") }),
  );
}
