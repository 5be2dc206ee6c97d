import type { Engine } from "../engine.ts";
import { blasCandidates } from "./blas.ts";
import { createFusedEngine } from "./engine.ts";

/** Path of a BLAS on this machine, if there is one. */
export const foundBlas = blasCandidates.find((path) => {
  try {
    Deno.dlopen(path, {}).close();
    return true;
  } catch {
    return false;
  }
});

/** The fused engine in all the ways that it runs on this machine, for tests. */
export async function openEngines(): Promise<{ engines: Engine[] } & AsyncDisposable> {
  const engines: Engine[] = [];
  for (const blas of foundBlas ? ["off", foundBlas] : ["off"]) {
    for (const threads of [1, 2]) engines.push(await createFusedEngine({ threads, blas }));
  }
  return {
    engines,
    async [Symbol.asyncDispose]() {
      for (const engine of engines) await engine.close();
    },
  };
}
