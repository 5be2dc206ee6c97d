/**
 * Successive halving: all trials are trained a little, the best third of them longer, and so on (K.
 * Jamieson, A. Talwalkar: arXiv:1502.07943; thirds as in Hyperband, arXiv:1603.06560).
 *
 * @module
 */
import type { EpochRow } from "../train/train.ts";

/** Of the trials that reach a rung, the part that goes on: one in so many. */
const REDUCTION = 3;

/**
 * Rungs as parts of all epochs. The last two are further apart than Hyperband's, which triple: with
 * a rate that decays soon a trial leads after a few dozen epochs and then stops learning, so
 * finalists are compared after a fifth of the epochs and at their end.
 */
const RUNGS = [1 / 135, 1 / 45, 1 / 5, 1];

/** Epochs after which trials are compared, ascending: 3, 9, 80, 400 for 400. */
export function rungsOf(epochs: number): number[] {
  return [...new Set(RUNGS.map((part) => Math.ceil(part * epochs)))];
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
