import { join } from "node:path";
import { mathematics } from "./experiment.ts";
import type { Run } from "./record.ts";
import { RunLock } from "./run_lock.ts";
import { readRun, type RunStore } from "./run_store.ts";
import { DamageError } from "./sealed_folder.ts";
import { lockOf, newestCheckpoint, TRAINING } from "./training_folder.ts";

/**
 * What can be said of a stored run: a process trains it, or did and was stopped; it is finished, or
 * diverged in its last epoch; it is not whole; or it was made by another version of the mathematics
 * and answers no question any more.
 */
const runStates = [
  "training",
  "interrupted",
  "finished",
  "diverged",
  "damaged",
  "stale",
] as const;
export type RunState = (typeof runStates)[number];

/** A run as it is found in a store, finished or not. */
export interface StoredRun {
  readonly name: string;
  /** Its folder. */
  readonly path: string;
  readonly state: RunState;
  /** In a folder that is only read. */
  readonly readOnly: boolean;
  /** As far as it was kept, where that is whole. */
  readonly run?: Run;
  /** What is wrong with it, where something is. */
  readonly reason?: string;
}

/** All runs of a store, by name. */
export async function listRuns({ folder, records }: RunStore): Promise<StoredRun[]> {
  const runs: StoredRun[] = [];
  for (const [place, readOnly] of [[folder, false], [records, true]] as const) {
    if (place === undefined) continue;
    for (const entry of await foldersIn(place)) {
      const inTraining = entry.endsWith(TRAINING);
      const name = inTraining ? entry.slice(0, -TRAINING.length) : entry;
      const found = inTraining ? await lookIntoTraining(place, name) : look(place, name);
      runs.push({ name, path: join(place, entry), readOnly, ...found });
    }
  }
  return runs.sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

type Found = Pick<StoredRun, "state" | "run" | "reason">;

function look(folder: string, name: string): Found {
  try {
    const run = readRun(folder, name);
    if (!run) return { state: "damaged", reason: "it is gone" };
    const last = run.history.at(-1)!.state === "diverged" ? "diverged" : "finished";
    return { state: isStale(run) ? "stale" : last, run };
  } catch (error) {
    if (!(error instanceof DamageError)) throw error;
    return { state: "damaged", reason: error.message };
  }
}

async function lookIntoTraining(folder: string, name: string): Promise<Found> {
  const path = join(folder, name + TRAINING);
  const held = await RunLock.isHeld(lockOf(path));
  const { checkpoint: run, damaged } = await newestCheckpoint(path);
  if (held) return { state: "training", run };
  if (run) return { state: isStale(run) ? "stale" : "interrupted", run };
  if (damaged.length === 0) return { state: "interrupted" };
  return { state: "damaged", reason: damaged.map(({ reason }) => reason).join("; ") };
}

function isStale({ question }: Run): boolean {
  return question.mathematics !== mathematics;
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.filter(({ name, isDirectory }) => isDirectory && !name.startsWith("."))
      .map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
