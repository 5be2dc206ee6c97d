import { surveyBackends } from "../engines/tfjs/backend.ts";
import { createTfjsEngine } from "../engines/tfjs/engine.ts";
import { fusedEngines } from "./fused_engines.ts";
import type { EngineToTest } from "./test_engines.ts";

/** TF.js on each of its backends. */
export const tfjsEngines: readonly EngineToTest[] = (await surveyBackends()).map(
  ({ name, absent }) => ({ name: `TF.js, ${name}`, absent, open: () => createTfjsEngine(name) }),
);

/** All ways to run a dense network that this project has. */
export const everyEngine: readonly EngineToTest[] = [...fusedEngines, ...tfjsEngines];
