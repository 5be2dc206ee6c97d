/**
 * A promise's outcome, where it comes in time. The timer is held here: it fires also where a native
 * call has lost the callback that would settle the promise.
 *
 * @param what Stands in the error, for example "an answer".
 * @throws {LateError} If the promise has not settled after `milliseconds`.
 */
export async function within<Value>(
  promise: Promise<Value>,
  what: string,
  milliseconds: number,
): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const message = `${what} must come within ${milliseconds / 1000} s`;
    timer = setTimeout(() => reject(new LateError(message)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A promise has not settled in time. */
export class LateError extends Error {
  override name = "LateError";
}
