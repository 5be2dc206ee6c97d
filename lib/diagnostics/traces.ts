import type { Examples } from "../data/dataset.ts";
import type { Network, Trace } from "../engines/engine.ts";

/** Examples to look at: those at `rows`. */
export interface Sample {
  readonly examples: Examples;
  readonly rows: Uint32Array;
}

/** Rows traced at once: 50 layers of 71 units are 14 MB. */
const PIECE = 1000;

/** What every layer computes for a sample, a thousand rows at a time. */
export async function* traces(network: Network, { examples, rows }: Sample): AsyncGenerator<Trace> {
  for (let start = 0; start < rows.length; start += PIECE) {
    yield await network.trace(examples, rows.subarray(start, start + PIECE));
  }
}
