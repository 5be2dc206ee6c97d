const asked = Deno.env.get("HIGHWAY_TESTS") ?? "";
if (asked !== "" && asked !== "all") {
  throw new RangeError(`Cannot choose tests: HIGHWAY_TESTS must be "all", received "${asked}"`);
}

/**
 * Whether tests run at length, as `deno task test:all` does: ten times as many random faults, and
 * WebGPU computed in software wherever the other backends are tested.
 */
export const testsAll: boolean = asked === "all";
