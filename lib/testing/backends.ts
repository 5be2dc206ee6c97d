import { surveyBackends, type SurveyedBackend } from "../engines/tfjs/backend.ts";
import { testsAll } from "./tests_all.ts";

/** TF.js's backends, for tests of seconds on each. */
export const backends: readonly SurveyedBackend[] = await surveyBackends();

/**
 * The same for tests that take half a minute on WebGPU in software: it is left out, with the reason
 * in `absent`, except where {@linkcode testsAll}.
 */
export const backendsAtLength: readonly SurveyedBackend[] = backends.map((backend) => {
  const { name, device } = backend;
  if (name !== "webgpu" || !device || device.isGpu || testsAll) return backend;
  return { name, absent: `${device.description}: tested by deno task test:all` };
});
