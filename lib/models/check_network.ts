import { isDeepStrictEqual } from "node:util";
import { convolutional } from "./convolutional.ts";
import { activations, highway, type NetworkSpec, plain } from "./network_spec.ts";

/**
 * Checks a specification from a file: the function for its architecture must make the same one.
 * Nothing of its sizes is allocated, and fields of later versions are ignored.
 *
 * @throws {RangeError} If a size is missing or too large, or a name is unknown.
 */
export function checkNetwork(spec: NetworkSpec): void {
  for (const [name, value] of Object.entries(remake(spec))) {
    const received = spec[name as keyof NetworkSpec];
    if (isDeepStrictEqual(received, value)) continue;
    throw new RangeError(
      `Cannot specify a network: ${name} must be ${JSON.stringify(value)} with these settings, ` +
        `received ${JSON.stringify(received)}`,
    );
  }
}

/**
 * The specification that a function makes from these settings.
 *
 * @throws {RangeError} As {@linkcode checkNetwork} does.
 */
export function remake(spec: NetworkSpec): NetworkSpec {
  const { depth, activation, classes, inputSize } = spec;
  switch (spec.architecture) {
    case "plain": {
      const { width, initializer } = spec;
      return plain({ depth, width, activation, initializer, inputSize, classes });
    }
    case "highway": {
      const { width, initializer, gateBias } = spec;
      return highway({ depth, width, activation, initializer, inputSize, classes, gateBias });
    }
    case "convolutional": {
      const { shape, stages, gateBias } = spec;
      if (activations.includes(activation)) {
        return convolutional({ shape, stages, classes, activation, gateBias });
      }
    }
  }
  throw new RangeError(
    "Cannot specify a network: its architecture must be plain, highway or convolutional and its " +
      `activation one of ${activations.join(", ")}, received ${
        JSON.stringify(spec.architecture)
      }, ` +
      JSON.stringify(spec.activation),
  );
}
