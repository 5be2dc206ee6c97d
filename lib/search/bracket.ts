import type { EpochRow } from "../train/train.ts";
import { keptOf, lossAt } from "./halving.ts";

/** A trial of a search: what it is called; between equal losses the first is the better. */
export interface Numbered {
  /** From 1. */
  readonly number: number;
}

/** How a trial of a search did. */
export interface Standing<Trial> {
  readonly trial: Trial;
  /** Training loss (nats) at each rung that it was trained for; infinite once it has diverged. */
  readonly losses: readonly number[];
  /** "open" until its rung is decided. */
  readonly state: "open" | "best" | "lost" | "diverged";
}

/**
 * One network's search by successive halving: which trials have still to be trained, and how far.
 * What it says depends on the trials' histories alone, not on who trained them or in which order.
 */
export class Bracket<Trial extends Numbered> {
  readonly #losses: Map<Trial, readonly number[]>;
  #contenders: readonly Trial[];
  #rung = 0;

  /**
   * @param rungs Epochs after which they are compared, ascending.
   */
  constructor(trials: readonly Trial[], readonly rungs: readonly number[]) {
    this.#losses = new Map(trials.map((trial) => [trial, []]));
    this.#contenders = trials;
  }

  /** Epochs that the open trials are to be trained for. */
  get goal(): number {
    return this.rungs[this.#rung];
  }

  /** Trials that have still to reach the present rung; none once the search is over. */
  get open(): Trial[] {
    if (this.#rung === this.rungs.length) return [];
    return this.#contenders.filter((trial) => this.#losses.get(trial)!.length === this.#rung);
  }

  /**
   * Takes down what a trial has reached. Once all have reached a rung the best third goes on to the
   * next, in order of their training loss there; those that diverged never do.
   *
   * @param history Of an open trial, as long as the goal or diverged.
   */
  reach(trial: Trial, history: readonly EpochRow[]): void {
    this.#losses.set(trial, [...this.#losses.get(trial)!, lossAt(history, this.goal)]);
    if (this.open.length > 0) return;
    this.#rung++;
    const kept = this.#rung === this.rungs.length ? 1 : keptOf(this.#contenders.length);
    this.#contenders = this.#ranked(this.#contenders)
      .filter((trial) => Number.isFinite(this.#last(trial)))
      .slice(0, kept);
  }

  /** All trials, the best first: by the rung reached, then the loss there, then the number. */
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

  /** Loss at the last rung that a trial has reached. */
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
