/**
 * Stand-ins for the functions of the same name and arguments in `jsr:@std/assert`.
 *
 * @module
 */
import { AssertionError } from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";

type ErrorClass<E extends Error> = new (...args: never[]) => E;

function fail(message: string): never {
  throw new AssertionError({ message });
}

/** Fails unless `condition` is truthy. */
export function assert(condition: unknown, message = "Condition is not met"): asserts condition {
  if (!condition) fail(message);
}

/** Fails unless both are deeply equal. */
export function assertEquals<T>(actual: T, expected: T, message?: string): void {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new AssertionError({ message, actual, expected, operator: "deepStrictEqual" });
}

/** Fails unless two numbers differ by at most `tolerance`, 1e-7 of `expected` unless given. */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  message?: string,
): void {
  if (Object.is(actual, expected)) return;
  const limit = tolerance ?? (Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7);
  const difference = Math.abs(actual - expected);
  if (!(difference <= limit)) {
    fail(
      message ?? `Expected ${expected} within ${limit}, received ${actual} (off by ${difference})`,
    );
  }
}

/** Fails unless `actual` contains `expected`. */
export function assertStringIncludes(actual: string, expected: string, message?: string): void {
  if (!actual.includes(expected)) {
    fail(message ?? `Expected ${JSON.stringify(actual)} to contain ${JSON.stringify(expected)}`);
  }
}

/** Fails unless `actual` matches `expected`. */
export function assertMatch(actual: string, expected: RegExp, message?: string): void {
  if (!expected.test(actual)) {
    fail(message ?? `Expected ${JSON.stringify(actual)} to match ${expected}`);
  }
}

function checkError<E extends Error>(
  error: unknown,
  errorClass?: ErrorClass<E>,
  messageIncludes?: string,
): E {
  if (!(error instanceof Error)) fail(`Expected an Error to be thrown, received ${error}`);
  if (errorClass && !(error instanceof errorClass)) {
    fail(`Expected ${errorClass.name}, received ${error.name}: ${error.message}`);
  }
  if (messageIncludes !== undefined && !error.message.includes(messageIncludes)) {
    fail(
      `Expected the error's message to contain ${JSON.stringify(messageIncludes)}, received ` +
        JSON.stringify(error.message),
    );
  }
  return error as E;
}

/** Fails unless `fn` throws such an error; returns the error. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  errorClass?: ErrorClass<E>,
  messageIncludes?: string,
): E {
  let error: unknown;
  try {
    fn();
  } catch (caught) {
    error = caught;
    return checkError(error, errorClass, messageIncludes);
  }
  fail("Expected the function to throw, it returned");
}

/** Fails unless the promise that `fn` returns rejects with such an error; resolves to the error. */
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  errorClass?: ErrorClass<E>,
  messageIncludes?: string,
): Promise<E> {
  try {
    await fn();
  } catch (error) {
    return checkError(error, errorClass, messageIncludes);
  }
  fail("Expected the promise to reject, it resolved");
}
