import { blasCandidates } from "../engines/fused/blas.ts";
import { createFusedEngine } from "../engines/fused/engine.ts";
import type { EngineToTest } from "./test_engines.ts";

/** Path of a BLAS on this machine; undefined if there is none. */
export const foundBlas = blasCandidates.find((path) => {
  try {
    Deno.dlopen(path, {}).close();
    return true;
  } catch {
    return false;
  }
});

/** The fused engine with either matrix product, on one thread and on several. */
export const fusedEngines: readonly EngineToTest[] = [1, 2].flatMap((threads) => [
  {
    name: `fused, WebAssembly, threads: ${threads}`,
    open: () => createFusedEngine({ threads, blas: "off" }),
  },
  {
    name: `fused, BLAS, threads: ${threads}`,
    absent: foundBlas ? undefined : `no BLAS: none of ${blasCandidates.join(", ")}`,
    open: () => createFusedEngine({ threads, blas: foundBlas }),
  },
]);
