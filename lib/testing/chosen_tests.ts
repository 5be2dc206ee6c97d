const words = (Deno.env.get("HIGHWAY_TESTS") ?? "").split(" ").filter((word) => word !== "");
for (const word of words) {
  if (word !== "all" && word !== "webgpu") {
    throw new RangeError(
      `Cannot choose tests: HIGHWAY_TESTS must be "all", "webgpu" or both, received "${word}"`,
    );
  }
}

/**
 * Whether tests run at length, as `deno task test:all` does: ten times as many random faults, and
 * WebGPU computed in software wherever the other backends are tested.
 */
export const testsAll: boolean = words.includes("all");

/** Whether tests of each backend run on WebGPU alone, as `tests/webgpu_test.ts` has them. */
export const testsWebgpu: boolean = words.includes("webgpu");
