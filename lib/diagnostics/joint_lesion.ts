import type { Parameters } from "../models/parameters.ts";

/** Bias of a closed gate: its sigmoid is 0 in float32. */
const SHUT_BIAS = -200;

/**
 * A highway net's parameters with several layers lesioned: their gates are closed for every input,
 * so that they pass it on unchanged. Unchanged arrays are shared, not copied.
 *
 * @param layers 2 is the first highway layer of a dense net.
 * @throws {RangeError} If a layer has no transform gate.
 */
export function lesioned(parameters: Parameters, layers: readonly number[]): Parameters {
  const shut = layers.flatMap((layer) =>
    [["wT", 0], ["bT", SHUT_BIAS]].map(([name, value]) => {
      const parameter = parameters[`layers.${layer}.${name}`];
      if (!parameter) {
        throw new RangeError(`Cannot lesion layer ${layer}: expected a highway layer`);
      }
      const values = new Float32Array(parameter.values.length).fill(Number(value));
      return [`layers.${layer}.${name}`, { ...parameter, values }] as const;
    })
  );
  return { ...parameters, ...Object.fromEntries(shut) };
}
