import type { Engine } from "../engines/engine.ts";
import { blasCandidates } from "../engines/fused/blas.ts";
import { createFusedEngine } from "../engines/fused/engine.ts";
import { surveyBackends } from "../engines/tfjs/backend.ts";
import { createTfjsEngine } from "../engines/tfjs/engine.ts";

/** A way to run networks, as tests open it. */
export interface EngineToTest {
  readonly name: string;
  /** Why it is not on this machine. */
  readonly absent?: string;
  open(): Promise<Engine>;
}

/** Path of a BLAS on this machine, if there is one. */
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

/** TF.js on each of its backends. */
export const tfjsEngines: readonly EngineToTest[] = (await surveyBackends()).map(
  ({ name, absent }) => ({ name: `TF.js, ${name}`, absent, open: () => createTfjsEngine(name) }),
);

/** All ways to run a dense network that this project has. */
export const everyEngine: readonly EngineToTest[] = [...fusedEngines, ...tfjsEngines];

/**
 * Registers a test for each of `engines`, which is open while it runs. Those that are not on this
 * machine are ignored, and the test's name says why.
 */
export function testEngines(
  engines: readonly EngineToTest[],
  promise: string,
  test: (engine: Engine) => Promise<void>,
): void {
  for (const { name, absent, open } of engines) {
    Deno.test({
      name: `${name}: ${promise}${absent ? ` (${absent})` : ""}`,
      ignore: absent !== undefined,
      async fn() {
        const engine = await open();
        try {
          await test(engine);
        } finally {
          await engine.close();
        }
      },
    });
  }
}
