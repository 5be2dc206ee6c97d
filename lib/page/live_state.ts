import type { WatchedRun } from "./run_watch.ts";

/** State that the server sends to open pages at every change. */
export interface LiveState {
  readonly runs: readonly WatchedRun[];
  /** Of the page: one with another number has other figures. */
  readonly version: number;
  /** Runs that were finished since the figures were drawn. */
  readonly unseen: number;
  /** Figures are being drawn now. */
  readonly isDrawing: boolean;
}
