import { initialize } from "../models/initialize.ts";
import type { DenseSpec } from "../models/network_spec.ts";
import type { Parameters } from "../models/parameters.ts";

/** Initial parameters with different biases, so that a forgotten one shows. */
export function someParameters(spec: DenseSpec): Parameters {
  const parameters = initialize(spec, { seed: 3 });
  for (const [name, { values, shape }] of Object.entries(parameters)) {
    if (shape.length === 1) {
      values.forEach((value, i) => values[i] = value + 0.1 * Math.sin(i + name.length));
    }
  }
  return parameters;
}
