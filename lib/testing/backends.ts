import { surveyBackends, type SurveyedBackend } from "../engines/tfjs/backend.ts";
import { testsAll, testsWebgpu } from "./chosen_tests.ts";

/**
 * TF.js's backends, for tests of seconds on each. WebGPU is not started in the test process: Mesa's
 * software adapter can abort a process that had several devices.
 */
export const backends: readonly SurveyedBackend[] = testsWebgpu
  ? await surveyBackends(["webgpu"])
  : [
    ...await surveyBackends(["tensorflow", "wasm", "cpu"]),
    { name: "webgpu", absent: "tested by tests/webgpu_test.ts, in a process of its own" },
  ];

/**
 * The same for tests that take half a minute on WebGPU in software: without it, except for
 * {@linkcode testsAll}.
 */
export const backendsAtLength: readonly SurveyedBackend[] = backends.map(unlessSlow);

/** A backend, but for WebGPU in software where tests do not run at length. */
export function unlessSlow(backend: SurveyedBackend): SurveyedBackend {
  const { name, device } = backend;
  if (name !== "webgpu" || !device || device.isGpu || testsAll) return backend;
  return { name, absent: `${device.description}: tested by deno task test:all` };
}
