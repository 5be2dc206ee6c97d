/** A batch of 128 rows has no more shares of four, and each thread costs 12 MB. */
const SHARES = 32;

/** Threads that the fused engine starts at most: 32, or as many as there are cores. */
export const mostThreads = Math.max(SHARES, navigator.hardwareConcurrency);

/** @throws {RangeError} If that is not a number of threads that the fused engine starts. */
export function checkThreads(threads: number): void {
  if (!(Number.isSafeInteger(threads) && threads >= 1 && threads <= mostThreads)) {
    throw new RangeError(
      `Cannot start the fused engine: threads must be an integer from 1 to ${mostThreads}, ` +
        `received ${threads}`,
    );
  }
}
