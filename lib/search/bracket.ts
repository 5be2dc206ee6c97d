/**
 * Successive halving: all trials are trained a little, the best third of them longer, and so on (K.
 * Jamieson, A. Talwalkar: arXiv:1502.07943; thirds as in Hyperband, arXiv:1603.06560).
 *
 * @module
 */
import type { EpochRow } from "../train/train.ts";

/** One in so many trials of a rung goes on. */
const REDUCTION = 3;

/**
 * Rungs as fractions of all epochs. The last two are further apart than Hyperband's, which triple:
 * with a rate that decays soon a trial leads after a few dozen epochs and then stops learning, so
 * finalists are compared after a fifth of the epochs and at their end.
 */
const RUNGS = [1 / 135, 1 / 45, 1 / 5, 1];

/** Epochs after which trials are compared, ascending: 3, 9, 80, 400 for 400. */
export function rungsOf(epochs: number): number[] {
  return [...new Set(RUNGS.map((part) => Math.ceil(part * epochs)))];
}

/** Training loss (nats) after that epoch; infinite if the training diverged by then. */
export function lossAt(history: readonly EpochRow[], epoch: number): number {
  const row = history[epoch - 1];
  return row?.state === "training" ? row.loss : Infinity;
}

/** A numbered trial of a search; of equal losses the lower number is better. */
export interface Numbered {
  /** From 1. */
  readonly number: number;
}

/** Result of a trial so far. */
export interface Standing<Trial> {
  readonly trial: Trial;
  /** Training loss (nats) at each rung that it has reached; infinite once diverged. */
  readonly losses: readonly number[];
  /** "open" until its rung is decided. */
  readonly state: "open" | "best" | "lost" | "diverged";
}

/**
 * One network's search: the trials still to train, and how far. It depends only on the trials'
 * histories, not on the order or the processes of their trainings.
 */
export class Bracket<Trial extends Numbered> {
  readonly #losses: Map<Trial, readonly number[]>;
  #contenders: readonly Trial[];
  #rung = 0;

  /** @param rungs Epochs after which trials are compared, ascending. */
  constructor(trials: readonly Trial[], readonly rungs: readonly number[]) {
    this.#losses = new Map(trials.map((trial) => [trial, []]));
    this.#contenders = trials;
  }

  /** Epochs to train the open trials for. */
  get goal(): number {
    return this.rungs[this.#rung];
  }

  /** Trials below the present rung; none once the search is over. */
  get open(): Trial[] {
    if (this.#rung === this.rungs.length) return [];
    return this.#contenders.filter((trial) => this.#losses.get(trial)!.length === this.#rung);
  }

  /**
   * Records an open trial at the present rung. Once all have reached it the third with the least
   * training loss goes on to the next; diverged trials never do. Of 40 trials 14, 5 and 2 go on.
   *
   * @param history As long as the goal, or diverged.
   */
  reach(trial: Trial, history: readonly EpochRow[]): void {
    this.#losses.set(trial, [...this.#losses.get(trial)!, lossAt(history, this.goal)]);
    if (this.open.length > 0) return;
    this.#rung++;
    const kept = this.#rung === this.rungs.length
      ? 1
      : Math.ceil(this.#contenders.length / REDUCTION);
    this.#contenders = this.#ranked(this.#contenders)
      .filter((trial) => Number.isFinite(this.#last(trial)))
      .slice(0, kept);
  }

  /** All trials, the best first: by rung, then loss, then number. */
  get standings(): Standing<Trial>[] {
    const isOver = this.open.length === 0;
    return this.#ranked([...this.#losses.keys()]).map((trial) => ({
      trial,
      losses: this.#losses.get(trial)!,
      state: this.#contenders.includes(trial)
        ? isOver ? "best" : "open"
        : this.#last(trial) === Infinity
        ? "diverged"
        : "lost",
    }));
  }

  /** Loss at the last rung of a trial. */
  #last(trial: Trial): number {
    return this.#losses.get(trial)!.at(-1) ?? Infinity;
  }

  #ranked(trials: readonly Trial[]): Trial[] {
    const rungs = (trial: Trial) => this.#losses.get(trial)!.length;
    return trials.toSorted((a, b) => {
      const [lossA, lossB] = [this.#last(a), this.#last(b)];
      return rungs(b) - rungs(a) || (lossA === lossB ? a.number - b.number : lossA - lossB);
    });
  }
}
