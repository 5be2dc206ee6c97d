import { normal, stream, uniform } from "../random.ts";
import type { Initializer, NetworkSpec } from "./network_spec.ts";
import { parameterInfos, type Parameters } from "./parameters.ts";

/** Weights [inputs, outputs] of one transform, drawn from `seed` and `name`. */
function weights(
  initializer: Initializer,
  [inputs, outputs]: readonly number[],
  { name, seed }: { name: string; seed: number },
): Float32Array {
  const random = stream(seed, name);
  switch (initializer) {
    case "glorot-uniform": // variance 2 / (inputs + outputs): Glorot and Bengio (2010), Eq. (16)
      return uniform(random, inputs * outputs, Math.sqrt(6 / (inputs + outputs)));
    case "he-normal": // variance 2 / inputs: He et al. (2015), Eq. (10)
      return normal(random, inputs * outputs, Math.sqrt(2 / inputs));
  }
}

/**
 * A network's parameters before training: weights from the spec's initializer, biases 0, gate
 * biases `gateBias`. The softmax layer's weights are always Glorot uniform.
 *
 * @throws {RangeError} If the seed is not an integer.
 */
export function initialize(spec: NetworkSpec, { seed }: { seed: number }): Parameters {
  const gateBias = spec.architecture === "highway" ? spec.gateBias : 0;
  return Object.fromEntries(
    parameterInfos(spec).map(({ name, shape, layer }) => {
      if (shape.length === 1) {
        const bias = name.endsWith(".bT") ? gateBias : 0;
        return [name, { shape, values: new Float32Array(shape[0]).fill(bias) }];
      }
      const initializer = layer > spec.depth ? "glorot-uniform" : spec.initializer;
      return [name, { shape, values: weights(initializer, shape, { name, seed }) }];
    }),
  );
}
