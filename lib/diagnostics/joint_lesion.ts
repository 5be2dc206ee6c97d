import type { Parameters } from "../models/parameters.ts";

/** Of a gate that is shut: in float32 its sigmoid is 0. */
const SHUT_BIAS = -200;

/**
 * A highway net's parameters with several layers lesioned at once: their gates are shut, whatever
 * comes in, so that they only carry it on. An array of parameters that stays is not copied.
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
