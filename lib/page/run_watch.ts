import { basename, join } from "node:path";
import { experimentTitle } from "../train/experiment.ts";
import { isRunName, untaggedName } from "../store/run_key.ts";
import { type LiveRun, liveStamp, readLiveFile } from "../store/live_file.ts";
import { foldersIn } from "../store/list_folder.ts";
import type { RunStore } from "../store/run_store.ts";
import { TRAINING } from "../store/training_folder.ts";
import type { EpochRow } from "../train/train.ts";
import type { BegunRun } from "./choose_runs.ts";

/** A run that is in training, or was when it was looked at last. */
export interface WatchedRun {
  readonly name: string;
  readonly title: string;
  readonly architecture: string;
  /** "training" while a process trains it, "stopped" where none does and it is not finished. */
  readonly state: "training" | "stopped" | "finished" | "diverged";
  /** Epochs that it is to have. */
  readonly epochs: number;
  readonly curve: readonly { readonly epoch: number; readonly loss: number | null }[];
}

/** Runs that are told of; a search leaves hundreds that are stopped. */
const SHOWN = 24;

/** Points of a curve that are sent. */
const POINTS = 300;

/** Contents of a store. */
export interface Looked {
  /** Names of finished runs. */
  readonly finished: readonly string[];
  /** Runs that are not, by name. */
  readonly begun: ReadonlyMap<string, BegunRun>;
  readonly runs: readonly WatchedRun[];
}

/** A run as it was last seen; `stamp` changes with its live file. */
interface Seen {
  readonly live: LiveRun;
  readonly state: WatchedRun["state"];
  readonly stamp?: string;
}

/** Looks, when it is asked to, what is in training in a store and what became of it. */
export class RunWatch {
  readonly #store: RunStore;
  readonly #seen = new Map<string, Seen>();

  constructor(store: RunStore) {
    this.#store = store;
  }

  /**
   * Runs in training, those that were seen in training and are finished since, then those that
   * stopped; not all if there are many. One that cannot be read is left out.
   *
   * @throws {Error} If the store cannot be read.
   */
  look(): Looked {
    const { folder } = this.#store;
    const entries = foldersIn(folder).sort();
    const finished = entries.filter(isRunName);
    const training = new Set(
      entries.filter((name) => name.endsWith(TRAINING)).map((name) => basename(name, TRAINING))
        .filter(isRunName),
    );
    for (const [name, { state }] of this.#seen) {
      if (training.has(name) || state === "finished" || state === "diverged") continue;
      const run = this.#store.load(name);
      if (!run) this.#seen.delete(name); // it was removed
      else {
        const { experiment, history: epochs } = run;
        const diverged = epochs.at(-1)!.state === "diverged";
        const state = diverged ? "diverged" : "finished";
        this.#seen.set(name, { live: { experiment, epochs }, state });
      }
    }
    for (const name of training) {
      try {
        this.#lookIntoTraining(name);
      } catch {
        this.#seen.delete(name);
      }
    }
    const runs = [...this.#seen].sort(([, a], [, b]) => rank(a.state) - rank(b.state));
    return {
      finished,
      begun: new Map(
        [...this.#seen].filter(([, { state }]) => state === "training" || state === "stopped")
          .map(([name, { live: { experiment }, state }]) => [
            untaggedName(name)!,
            { experiment, isTraining: state === "training" },
          ]),
      ),
      runs: runs.slice(0, SHOWN).map(([name, { live: { experiment, epochs }, state }]) => ({
        name,
        title: experimentTitle(experiment, { title: experiment.dataset }),
        architecture: experiment.network.architecture,
        state,
        epochs: experiment.training.epochs,
        curve: thinned(epochs),
      })),
    };
  }

  /** A file that did not change is not read again: a search leaves hundreds. */
  #lookIntoTraining(name: string): void {
    const path = join(this.#store.folder, name + TRAINING);
    const stamp = liveStamp(path);
    const seen = this.#seen.get(name);
    const live = stamp !== undefined && seen?.stamp === stamp ? seen.live : readLiveFile(path);
    if (!live) return;
    const state = this.#store.isTraining(name) ? "training" : "stopped";
    this.#seen.set(name, { live, state, stamp });
  }
}

/** Runs in training come first. */
function rank(state: WatchedRun["state"]): number {
  return state === "training" ? 0 : state === "stopped" ? 2 : 1;
}

/** Evenly spaced, the first and the last among them. */
function thinned(epochs: readonly EpochRow[]): WatchedRun["curve"] {
  if (epochs.length <= POINTS) return epochs.map(point);
  const step = (epochs.length - 1) / (POINTS - 1);
  return Array.from({ length: POINTS }, (_, index) => point(epochs[Math.round(index * step)]));
}

/** Nothing more of an epoch is shown. */
function point({ epoch, loss }: EpochRow): WatchedRun["curve"][number] {
  return { epoch, loss: Number.isFinite(loss) ? loss : null };
}
