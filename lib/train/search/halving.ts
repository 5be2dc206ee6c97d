/**
 * Successive halving: all trials are trained a little, the best third of them three times as long,
 * and so on (K. Jamieson, A. Talwalkar: arXiv:1502.07943; thirds as in Hyperband, arXiv:1603.06560).
 *
 * @module
 */
import type { EpochRow } from "../train.ts";

/** Of the trials that reach a rung, the part that goes on: one in so many. */
const REDUCTION = 3;

/** Rungs of a search, where it has epochs enough. */
const RUNGS = 4;

/** Epochs after which trials are compared, ascending: 3, 9, 27, 81 for 81. */
export function rungsOf(epochs: number): number[] {
  const rungs = Array.from(
    { length: RUNGS },
    (_, index) => Math.ceil(epochs / REDUCTION ** (RUNGS - 1 - index)),
  );
  return [...new Set(rungs)];
}

/** How many of so many trials go on: a third, rounded up, so 40, 14, 5 and 2 reach the rungs. */
export function keptOf(count: number): number {
  return Math.ceil(count / REDUCTION);
}

/** Training loss (nats) after that epoch; infinite if the training diverged by then. */
export function lossAt(history: readonly EpochRow[], epoch: number): number {
  const row = history[epoch - 1];
  return row?.state === "training" ? row.loss : Infinity;
}
