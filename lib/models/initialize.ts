import { checkOptions } from "../check_options.ts";
import { normal, stream, uniform } from "../random.ts";
import type { Initializer, NetworkSpec } from "./network_spec.ts";
import { parameterInfos, type Parameters, sizeOf } from "./parameters.ts";

/** Deviation of a convolutional net's softmax weights: the authors' Caffe network. */
const OUTPUT_DEVIATION = 0.1;

/** Deviation of "random-normal" weights: the default of Keras' RandomNormal. */
const FIXED_DEVIATION = 0.05;

/** Weights of one transform, drawn from `seed` and `name`. */
function weights(
  initializer: Initializer,
  shape: readonly number[],
  { name, seed }: { name: string; seed: number },
): Float32Array {
  const random = stream(seed, name);
  // A convolution's fan-in and fan-out count every pixel of its filter.
  const [inputs, outputs] = shape.slice(-2).map((units) => units * sizeOf(shape.slice(0, -2)));
  const count = sizeOf(shape);
  switch (initializer) {
    case "glorot-uniform": // variance 2 / (inputs + outputs): Glorot and Bengio (2010), Eq. (16)
      return uniform(random, count, Math.sqrt(6 / (inputs + outputs)));
    case "he-normal": // variance 2 / inputs: He et al. (2015), Eq. (10)
      return normal(random, count, Math.sqrt(2 / inputs));
    case "random-normal":
      return normal(random, count, FIXED_DEVIATION);
  }
}

/**
 * A network's parameters before training: weights from the spec's initializer, biases 0, gate
 * biases `gateBias`. The softmax layer's weights are Glorot uniform in dense nets, normal with a
 * deviation of 0.1 in convolutional ones.
 *
 * @throws {RangeError} If the seed is not an integer.
 */
export function initialize(spec: NetworkSpec, options: { seed: number }): Parameters {
  checkOptions("initialize()", options, { seed: "required" });
  const { seed } = options;
  const gateBias = spec.architecture === "plain" ? 0 : spec.gateBias;
  const convolutional = spec.architecture === "convolutional";
  return Object.fromEntries(
    parameterInfos(spec).map(({ name, shape, layer }) => {
      if (shape.length === 1) {
        const bias = name.endsWith(".bT") ? gateBias : 0;
        return [name, { shape, values: new Float32Array(shape[0]).fill(bias) }];
      }
      if (layer > spec.depth && convolutional) {
        const values = normal(stream(seed, name), sizeOf(shape), OUTPUT_DEVIATION);
        return [name, { shape, values }];
      }
      const initializer = layer > spec.depth ? "glorot-uniform" : spec.initializer;
      return [name, { shape, values: weights(initializer, shape, { name, seed }) }];
    }),
  );
}
