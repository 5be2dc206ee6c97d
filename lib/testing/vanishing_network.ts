import { initialize } from "../models/initialize.ts";
import { type NetworkSpec, plain } from "../models/network_spec.ts";
import type { Parameters } from "../models/parameters.ts";

/** A plain net of sixty layers of sigmoids. */
export const deepSigmoid: NetworkSpec = plain({
  depth: 60,
  width: 50,
  inputSize: 20,
  classes: 3,
  activation: "sigmoid",
});

/** Its parameters times `scale`, by which gradients shrink at every layer: for example 0.01. */
export function scaledParameters(scale: number): Parameters {
  return Object.fromEntries(
    Object.entries(initialize(deepSigmoid, { seed: 1 })).map(([name, { shape, values }]) => [
      name,
      { shape, values: values.map((value) => value * scale) },
    ]),
  );
}
