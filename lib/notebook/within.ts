/**
 * A promise's outcome, if it settles in time. The timer also fires if a native call has lost the
 * promise's callback.
 *
 * @param what For the error, for example "an answer".
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

/** A promise did not settle in time. */
export class LateError extends Error {
  override name = "LateError";
}
