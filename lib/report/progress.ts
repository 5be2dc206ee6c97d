import type { EpochRow } from "../train/train.ts";

/** Progress of a list of trainings. */
export interface Progress {
  /** Number of the current run, from 1. */
  readonly index: number;
  readonly count: number;
  /** Title of the current run, for example "highway 50, MNIST, seed 1". */
  readonly title: string;
  readonly epochs: number;
  /** First epoch of this session. */
  readonly first: number;
  /** Last finished epoch. */
  readonly row: EpochRow;
  /** Seconds since the start of epoch `first`. */
  readonly seconds: number;
}

const WIDTH = 20;

/** One line: a bar, the epoch, its loss and rate, and the time left for this run. */
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

/** One line: numbers of networks that were trained, loaded and diverged. */
export function trainedLine(
  { trained, loaded, diverged, seconds, engine }: {
    readonly trained: number;
    /** Number loaded from earlier runs. */
    readonly loaded: number;
    /** Number of all networks that diverged. */
    readonly diverged: number;
    /** Duration. */
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

/** Minutes and seconds, as in "3:07", with hours if there are any. */
export function clock(seconds: number): string {
  const total = Math.round(seconds);
  const [hours, minutes] = [Math.floor(total / 3600), Math.floor(total / 60) % 60];
  const tail = String(total % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}
