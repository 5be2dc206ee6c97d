import type { WatchedRun } from "./run_watch.ts";

/** What the server tells pages that are open, whenever it changes. */
export interface LiveState {
  readonly runs: readonly WatchedRun[];
  /** Of the page: one with another number has other figures. */
  readonly version: number;
  /** Runs that were finished since the figures were drawn. */
  readonly unseen: number;
  /** Figures are being drawn now. */
  readonly isDrawing: boolean;
}
