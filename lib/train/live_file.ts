import { join } from "node:path";
import type { Experiment } from "./experiment.ts";
import type { EpochRow } from "./train.ts";

const NAME = "live.jsonl";

/** What a run in training says of itself. */
export interface LiveRun {
  readonly experiment: Experiment;
  /** As far as it was trained, checkpoint or not. */
  readonly epochs: readonly LiveEpoch[];
}
export type LiveEpoch = Pick<EpochRow, "epoch" | "loss" | "accuracy" | "state">;

/**
 * Tells who watches of each epoch of a training, in a file beside its checkpoints. Nothing is
 * trained from it, so it is not synced, and what goes wrong with it stops no training.
 */
export class LiveFile {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Begins the file with the epochs that were trained before. */
  static async begin(
    folder: string,
    experiment: Experiment,
    history: readonly EpochRow[],
  ): Promise<LiveFile> {
    const path = join(folder, NAME);
    const lines = [experiment, ...history.map(brief)].map((line) => JSON.stringify(line) + "\n");
    await Deno.writeTextFile(path, lines.join("")).catch(() => {});
    return new LiveFile(path);
  }

  async add(row: EpochRow): Promise<void> {
    await Deno.writeTextFile(this.#path, JSON.stringify(brief(row)) + "\n", { append: true })
      .catch(() => {});
  }
}

/** A loss that is not finite is null in JSON, and its state says so. */
function brief({ epoch, loss, accuracy, state }: EpochRow): LiveEpoch {
  return { epoch, loss, accuracy, state };
}

/** What is told in a folder; undefined if nothing is, or the first line is still being written. */
export async function readLiveFile(folder: string): Promise<LiveRun | undefined> {
  let text;
  try {
    text = await Deno.readTextFile(join(folder, NAME));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const lines = text.split("\n").slice(0, -1); // what follows the last line break is not whole
  try {
    const [experiment, ...epochs] = lines.map((line) => JSON.parse(line));
    return experiment && { experiment, epochs };
  } catch {
    return undefined; // a machine that stopped may leave anything
  }
}
