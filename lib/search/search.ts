import { setTimeout as sleep } from "node:timers/promises";
import type { EpochRow } from "../train/train.ts";
import type { Bracket, Numbered } from "./bracket.ts";

/** The trials that a process begins with: every `count`-th from number `index`. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** Settings of {@linkcode search}. */
export interface SearchOptions<Trial extends Numbered> {
  readonly shard: Shard;
  /** Trains a trial up to an epoch, or loads it; resolves to its history. */
  readonly train: (trial: Trial, epochs: number) => Promise<readonly EpochRow[]>;
  /** Whether another process trains it now. */
  readonly isTaken: (trial: Trial) => boolean;
  /** Called, and awaited, when a trial has reached a rung. */
  readonly onReach: (bracket: Bracket<Trial>, trial: Trial) => Promise<void>;
  /** Called when other processes train all open trials. */
  readonly onWait: (trials: readonly Trial[]) => void;
  readonly signal?: AbortSignal;
}

/** Interval between checks for other processes, in milliseconds. */
const POLL = 500;

/** Whether a trial belongs to this shard; each belongs to exactly one. */
export function isOwn({ number }: Numbered, { index, count }: Shard): boolean {
  return (number - 1) % count === index - 1;
}

/**
 * Searches until every bracket is decided. Each of several processes on one store begins with the
 * trials of its shard, then takes those that no other process trains, and waits only for trials in
 * training: all get the same result, also if some have not started or were killed.
 *
 * @throws The signal's reason, if it is aborted.
 */
export async function search<Trial extends Numbered>(
  brackets: readonly Bracket<Trial>[],
  { shard, train, isTaken, onReach, onWait, signal }: SearchOptions<Trial>,
): Promise<void> {
  for (;;) {
    signal?.throwIfAborted();
    const open = brackets.flatMap((bracket) => bracket.open.map((trial) => ({ bracket, trial })));
    if (open.length === 0) return;
    const free = open.filter(({ trial }) => !isTaken(trial));
    const next = free.find(({ trial }) => isOwn(trial, shard)) ?? free[0];
    if (next) {
      const { bracket, trial } = next;
      bracket.reach(trial, await train(trial, bracket.goal));
      await onReach(bracket, trial);
    } else {
      onWait(open.map(({ trial }) => trial));
      await sleep(POLL, undefined, { signal }).catch(() => signal!.throwIfAborted());
    }
  }
}
