/**
 * Random numbers from a seed. Each purpose has its own stream, so that drawing more for one changes no
 * other.
 *
 * @module
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";

export type { RandomGenerator };

/**
 * The stream of random numbers for one purpose of a run.
 *
 * @param seed An integer.
 * @param purpose For example "shuffle/epoch 3"; other purposes give unrelated streams.
 * @throws {RangeError} If `seed` is not a safe integer.
 */
export function stream(seed: number, purpose: string): RandomGenerator {
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(
      `Cannot draw random numbers: the seed must be an integer, received ${seed}`,
    );
  }
  // The hash seeds all of the state, so that streams of similar purposes are unrelated from the start.
  const hash = new DataView(sha256(new TextEncoder().encode(`${seed}/${purpose}`)).buffer);
  return xoroshiro128plusFromState([0, 4, 8, 12].map((offset) => hash.getInt32(offset, true)));
}

/** `count` numbers, uniform on [−limit, limit). */
export function uniform(random: RandomGenerator, count: number, limit: number): Float32Array {
  return Float32Array.from({ length: count }, () => (2 * uniformFloat64(random) - 1) * limit);
}

/** `count` numbers, normal with mean 0 (Box–Muller transform). */
export function normal(random: RandomGenerator, count: number, deviation: number): Float32Array {
  return Float32Array.from({ length: count }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(random)));
    return deviation * radius * Math.cos(2 * Math.PI * uniformFloat64(random));
  });
}

/** The integers below `count` in random order (Fisher–Yates shuffle). */
export function permutation(random: RandomGenerator, count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = uniformInt(random, 0, last);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

/**
 * `count` different integers below `total`, in ascending order.
 *
 * @throws {RangeError} If fewer than `count` exist.
 */
export function sample(random: RandomGenerator, count: number, total: number): Uint32Array {
  if (!(count >= 1 && count <= total)) {
    throw new RangeError(`Cannot sample ${count} of ${total}: at least 1 and at most all`);
  }
  return permutation(random, total).subarray(0, count).sort();
}
