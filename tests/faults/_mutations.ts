import { uniformInt } from "pure-rand/distribution/uniformInt";
import { stream } from "../../lib/random.ts";

/** A damaged copy of some bytes, and what was done to it. */
export interface Mutation {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * `count` copies, each with one bit flipped; equal seeds flip the same bits.
 *
 * @param options.within Only bits of so many bytes at the start are flipped; of all unless given.
 */
export function* bitFlips(
  bytes: Uint8Array,
  { count, seed, within = bytes.length }: { count: number; seed: number; within?: number },
): Generator<Mutation> {
  const random = stream(seed, "bit flips");
  for (let index = 0; index < count; index++) {
    const bit = uniformInt(random, 0, 8 * within - 1);
    const copy = Uint8Array.from(bytes);
    copy[bit >> 3] ^= 1 << (bit & 7);
    yield { name: `bit ${bit & 7} of byte ${bit >> 3} flipped`, bytes: copy };
  }
}

/** A copy cut at each class of length: nothing, within and around the header, within the rest. */
export function* truncations(bytes: Uint8Array, headerSize: number): Generator<Mutation> {
  const n = bytes.length;
  const lengths = [0, 1, headerSize - 1, headerSize, headerSize + 1, n >> 1, n - 1];
  for (const length of new Set(lengths.filter((length) => length < n))) {
    yield {
      name: `cut to ${length} of ${n} bytes`,
      bytes: Uint8Array.from(bytes.subarray(0, length)),
    };
  }
}
