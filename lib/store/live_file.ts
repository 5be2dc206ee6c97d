import { join } from "node:path";
import { checkExperiment } from "../train/check_experiment.ts";
import type { Experiment } from "../train/experiment.ts";
import type { EpochRow } from "../train/train.ts";

/**
 * The file beside a training's checkpoints that shows its epochs to other processes. It is never
 * resumed from, so it is not synced, and its errors do not stop a training.
 */
export const LIVE = "live.jsonl";

/** Most bytes that are read of it: more than the longest training writes. */
const MAX_BYTES = 2 ** 25;

/** An experiment in training. */
export interface LiveRun {
  readonly experiment: Experiment;
  /** Trained so far, also without a checkpoint. */
  readonly epochs: readonly EpochRow[];
}

/** Begins the live file of a folder with the epochs before a checkpoint. */
export async function beginLiveFile(
  folder: string,
  experiment: Experiment,
  history: readonly EpochRow[],
): Promise<void> {
  const lines = [JSON.stringify(experiment) + "\n", ...history.map(lineOf)];
  await Deno.writeTextFile(join(folder, LIVE), lines.join("")).catch(() => {});
}

/** Adds an epoch to the live file of a folder. */
export async function addToLiveFile(folder: string, row: EpochRow): Promise<void> {
  await Deno.writeTextFile(join(folder, LIVE), lineOf(row), { append: true, create: false })
    .catch(() => {});
}

/** A row without gradient norms; JSON has null for a loss that is not finite. */
function lineOf({ gradientNorms: _, ...row }: EpochRow): string {
  return JSON.stringify(row) + "\n";
}

/**
 * Reads the live file of a folder.
 *
 * @returns undefined if there is none, or it is not (yet) valid.
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
  const lines = text.split("\n").slice(0, -1); // the rest is an incomplete line
  try {
    const [experiment, ...epochs] = lines.map((line) => JSON.parse(line));
    checkExperiment(experiment);
    if (!epochs.every(isEpoch)) return undefined;
    return { experiment, epochs: epochs.map((row) => ({ ...row, loss: row.loss ?? NaN })) };
  } catch {
    return undefined; // a machine that crashed may leave anything
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
