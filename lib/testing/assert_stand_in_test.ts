import { AssertionError } from "node:assert/strict";
import * as standIn from "./assert_stand_in.ts";
import * as chosen from "./assert.ts";

/** Whether an assertion fails, and only with an AssertionError. */
function fails(run: () => void): boolean {
  try {
    run();
    return false;
  } catch (error) {
    if (error instanceof Error && error.name === "AssertionError") return true;
    throw error;
  }
}

// What the project relies on, asked of the stand-in and of whatever assert.ts has chosen: where JSR
// can be reached that is @std/assert, and both must answer alike.
for (const [name, assertions] of Object.entries({ "the stand-in": standIn, "assert.ts": chosen })) {
  const { assert, assertAlmostEquals, assertEquals, assertMatch }: typeof standIn = assertions;
  const { assertRejects, assertStringIncludes, assertThrows }: typeof standIn = assertions;

  Deno.test(`${name} passes what holds and fails what does not`, () => {
    const cases: [() => void, boolean][] = [
      [() => assert(1), false],
      [() => assert(""), true],
      [() => assertEquals({ a: [1, NaN] }, { a: [1, NaN] }), false],
      [() => assertEquals({ a: [1] }, { a: [2] }), true],
      [() => assertEquals(new Float32Array([1]), new Float32Array([1])), false],
      [() => assertEquals(new Float32Array([1]), new Float32Array([2])), true],
      [() => assertEquals(new Set([1]), new Set([2])), true],
      [() => assertAlmostEquals(1, 1.05, 0.1), false],
      [() => assertAlmostEquals(1, 1.2, 0.1), true],
      [() => assertAlmostEquals(NaN, 1, 0.1), true],
      [() => assertAlmostEquals(1 + 1e-9, 1), false],
      [() => assertAlmostEquals(1 + 1e-5, 1), true],
      [() => assertStringIncludes("abc", "b"), false],
      [() => assertStringIncludes("abc", "x"), true],
      [() => assertMatch("abc", /b./), false],
      [() => assertMatch("abc", /x/), true],
    ];
    for (const [index, [run, expected]] of cases.entries()) {
      if (fails(run) !== expected) {
        throw new Error(`case ${index} should ${expected ? "fail" : "pass"}`);
      }
    }
  });

  Deno.test(`${name} tells errors by class and message, thrown or rejected`, async () => {
    const thrown = () => {
      throw new RangeError("too large");
    };
    const quiet = () => {};
    if (assertThrows(thrown, RangeError, "large").message !== "too large") throw new Error("lost");
    const cases: [() => void, boolean][] = [
      [() => void assertThrows(thrown), false],
      [() => void assertThrows(thrown, Error, "too"), false],
      [() => void assertThrows(thrown, TypeError), true],
      [() => void assertThrows(thrown, RangeError, "small"), true],
      [() => void assertThrows(quiet), true],
    ];
    for (const [index, [run, expected]] of cases.entries()) {
      if (fails(run) !== expected) {
        throw new Error(`case ${index} should ${expected ? "fail" : "pass"}`);
      }
    }
    const rejected = () => Promise.reject(new RangeError("too large"));
    const error = await assertRejects(rejected, RangeError, "large");
    if (error.message !== "too large") throw new Error("lost");
    const wrong = [
      () => assertRejects(rejected, TypeError),
      () => assertRejects(rejected, RangeError, "small"),
      () => assertRejects(() => Promise.resolve()),
    ];
    for (const run of wrong) {
      const name = await run().then(() => "passed", (error) => error.name);
      if (name !== AssertionError.name) throw new Error(`expected a failure, it ${name}`);
    }
  });
}
