/**
 * The assertions that tests use: those of `jsr:@std/assert` where JSR can be reached, else a small
 * stand-in of the same names.
 *
 * @module
 */
import * as standIn from "./assert_stand_in.ts";

type Assertions = typeof standIn;

// Not a literal: `deno check` must not need JSR either.
const std: string = "@std/assert";
const assertions: Assertions = await import(std).catch(() => standIn);

export const assert: Assertions["assert"] = assertions.assert;
export const assertEquals: Assertions["assertEquals"] = assertions.assertEquals;
export const assertAlmostEquals: Assertions["assertAlmostEquals"] = assertions.assertAlmostEquals;
export const assertStringIncludes: Assertions["assertStringIncludes"] =
  assertions.assertStringIncludes;
export const assertMatch: Assertions["assertMatch"] = assertions.assertMatch;
export const assertThrows: Assertions["assertThrows"] = assertions.assertThrows;
export const assertRejects: Assertions["assertRejects"] = assertions.assertRejects;
