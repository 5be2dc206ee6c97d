import type { SurveyedBackend } from "../lib/engines/tfjs/backend.ts";
import type { TfjsBackend } from "../lib/engines/names.ts";
import { deno } from "./_deno.ts";

/** {@linkcode surveyBackends} in a process of its own, as a test process starts no WebGPU. */
export async function surveyBackends(
  names: readonly TfjsBackend[],
): Promise<SurveyedBackend[]> {
  const script = `
    import { surveyBackends } from "./lib/engines/tfjs/backend.ts";
    console.log(JSON.stringify(await surveyBackends(${JSON.stringify(names)})));
  `;
  return JSON.parse((await deno(["eval", "--quiet", "--ext=ts", script])).stdout);
}
