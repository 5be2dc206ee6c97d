import { join } from "node:path";
import { checkExperiment } from "../train/check_experiment.ts";
import type { Experiment } from "../train/experiment.ts";
import type { EpochRow } from "../train/train.ts";

/** The file beside a training's checkpoints. */
export const LIVE = "live.jsonl";

/** Of a file that is read: more than the longest training writes. */
const MAX_BYTES = 2 ** 25;

/** What a run in training says of itself. */
export interface LiveRun {
  readonly experiment: Experiment;
  /** As far as it was trained, checkpoint or not. */
  readonly epochs: readonly EpochRow[];
}

/**
 * Shows each epoch of a training to other processes, in a file beside its checkpoints. Nothing is
 * trained from it, so it is not synced, and an error with it stops no training.
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
    const path = join(folder, LIVE);
    const lines = [experiment, ...history.map(brief)].map((line) => JSON.stringify(line) + "\n");
    await Deno.writeTextFile(path, lines.join("")).catch(() => {});
    return new LiveFile(path);
  }

  async add(row: EpochRow): Promise<void> {
    await Deno.writeTextFile(this.#path, JSON.stringify(brief(row)) + "\n", { append: true })
      .catch(() => {});
  }
}

/** Without gradient norms; JSON has null for a loss that is not finite. */
function brief({ gradientNorms: _, ...row }: EpochRow): EpochRow {
  return row;
}

/**
 * Reads the live file of a folder.
 *
 * @returns undefined if there is none, its first line is still being written, or no training wrote
 * it.
 *
 * @throws {Error} If it cannot be read.
 */
export function readLiveFile(folder: string): LiveRun | undefined {
  const path = join(folder, LIVE);
  let text;
  try {
    const { isFile, size } = Deno.statSync(path);
    if (!isFile || size > MAX_BYTES) return undefined;
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const lines = text.split("\n").slice(0, -1); // what follows the last line break is not whole
  try {
    const [experiment, ...epochs] = lines.map((line) => JSON.parse(line));
    checkExperiment(experiment);
    if (!epochs.every(isEpoch)) return undefined;
    return { experiment, epochs: epochs.map((row) => ({ ...row, loss: row.loss ?? NaN })) };
  } catch {
    return undefined; // a machine that stopped may leave anything
  }
}

/** Changes whenever the file in a folder does; undefined if there is none. */
export function liveStamp(folder: string): string | undefined {
  try {
    const { mtime, size, ino } = Deno.statSync(join(folder, LIVE));
    return `${mtime?.getTime()} ${size} ${ino}`;
  } catch {
    return undefined;
  }
}

function isEpoch(line: unknown): line is EpochRow {
  const { epoch, loss, state } = (line ?? {}) as Partial<Record<keyof EpochRow, unknown>>;
  return typeof epoch === "number" && (typeof loss === "number" || loss === null) &&
    (state === "training" || state === "diverged");
}
