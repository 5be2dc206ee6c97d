import type { EpochRow } from "../train/train.ts";

/** Where a list of trainings stands: which of them, and how far that one is. */
export interface Progress {
  /** From 1. */
  readonly index: number;
  readonly count: number;
  /** Of the run, for example "highway 50, MNIST, seed 1". */
  readonly title: string;
  readonly epochs: number;
  /** The first epoch that was not trained before. */
  readonly first: number;
  /** The epoch that has just ended. */
  readonly row: EpochRow;
  /** Seconds since that first epoch began. */
  readonly seconds: number;
}

const WIDTH = 20;

/** One line: a bar, the epoch, its loss and rate, and the time that this run still takes. */
export function progressLine(
  { index, count, title, epochs, first, row, seconds }: Progress,
): string {
  const done = Math.round(WIDTH * row.epoch / epochs);
  const bar = "█".repeat(done) + "░".repeat(WIDTH - done);
  const left = row.state === "diverged"
    ? "diverged"
    : `${clock(seconds * (epochs - row.epoch) / (row.epoch - first + 1))} left`;
  return [
    `[${index}/${count}] ${title} ${bar} epoch ${row.epoch}/${epochs}`,
    `loss ${Number(row.loss.toPrecision(3))}`,
    `rate ${Number(row.learningRate.toPrecision(3))}`,
    left,
  ].join(" · ");
}

/** One line on a list of trainings that is done: how many were trained, loaded and diverged. */
export function trainedLine(
  { trained, loaded, diverged, seconds, engine }: {
    readonly trained: number;
    /** From earlier runs. */
    readonly loaded: number;
    /** Of all. */
    readonly diverged: number;
    /** That it took. */
    readonly seconds: number;
    readonly engine: string;
  },
): string {
  const networks = (count: number) => `${count} network${count === 1 ? "" : "s"}`;
  const parts = [
    ...(trained > 0 ? [`trained ${networks(trained)} in ${clock(seconds)} with ${engine}`] : []),
    ...(loaded > 0 ? [`loaded ${networks(loaded)} from earlier runs`] : []),
    ...(diverged > 0 ? [`${diverged} diverged`] : []),
  ];
  const line = parts.join(", ");
  return line.charAt(0).toUpperCase() + line.slice(1);
}

/** Minutes and seconds, as in "3:07"; hours before them where there are any. */
export function clock(seconds: number): string {
  const total = Math.round(seconds);
  const [hours, minutes] = [Math.floor(total / 3600), Math.floor(total / 60) % 60];
  const tail = String(total % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}
