import type { SurveyedBackend } from "../engines/tfjs/backend.ts";
import { createTfjsEngine } from "../engines/tfjs/engine.ts";
import { backends, backendsAtLength } from "./backends.ts";
import { testsWebgpu } from "./chosen_tests.ts";
import { fusedEngines } from "./fused_engines.ts";
import type { EngineToTest } from "./test_engines.ts";

function tfjsOn(backends: readonly SurveyedBackend[]): EngineToTest[] {
  return backends.map(({ name, absent }) => ({
    name: `TF.js, ${name}`,
    absent,
    open: () => createTfjsEngine(name),
  }));
}

const fused = testsWebgpu ? [] : fusedEngines;

/** TF.js on each of its backends. */
export const tfjsEngines: readonly EngineToTest[] = tfjsOn(backends);

/** All engines for dense networks. */
export const everyEngine: readonly EngineToTest[] = [...fused, ...tfjsEngines];

/** TF.js on {@linkcode backendsAtLength}. */
export const tfjsEnginesAtLength: readonly EngineToTest[] = tfjsOn(backendsAtLength);

/** All engines for dense networks, TF.js on {@linkcode backendsAtLength}. */
export const everyEngineAtLength: readonly EngineToTest[] = [
  ...fused,
  ...tfjsEnginesAtLength,
];
