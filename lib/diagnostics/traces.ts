import { checkOptions } from "../check_options.ts";
import type { Examples } from "../data/dataset.ts";
import type { Network, Trace } from "../engines/engine.ts";
import { layersOf } from "../models/layers.ts";
import { sizeOf } from "../models/parameters.ts";
import { untilStopped } from "../stop_button.ts";

/** The examples at `rows`. */
export interface Sample {
  /** Images and labels of a split. */
  readonly examples: Examples;
  /** Indices of the examples. */
  readonly rows: Uint32Array;
}

/** @throws {TypeError} If a sample has a missing or unknown property. */
export function checkSample(caller: string, sample: Sample): void {
  checkOptions(caller, sample, { examples: "required", rows: "required" });
}

/** Most rows traced at once: 50 layers of 71 units are 14 MB. */
const MOST_ROWS = 1000;
/** Most values of outputs traced at once. */
const MOST_VALUES = 4_000_000;

/** Outputs and gates of every layer for a sample, some rows at a time. */
export async function* traces(network: Network, sample: Sample): AsyncGenerator<Trace> {
  for await (const rows of pieces(network, sample)) {
    yield await network.trace(sample.examples, rows);
  }
}

/**
 * A sample's rows in pieces that fit into an engine's memory.
 *
 * @throws {Error} Between two pieces, if the notebook's stop button is pressed.
 */
export async function* pieces(network: Network, { rows }: Sample): AsyncGenerator<Uint32Array> {
  using stop = untilStopped();
  const valuesOfRow = layersOf(network.spec).reduce((sum, { output }) => sum + sizeOf(output), 0);
  const piece = Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_VALUES / valuesOfRow)));
  for (let start = 0; start < rows.length; start += piece) {
    await stop.check();
    yield rows.subarray(start, start + piece);
  }
  await stop.check();
}
