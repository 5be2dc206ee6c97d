import { isDeepStrictEqual } from "node:util";
import { convolutional } from "./convolutional.ts";
import { activations, highway, type NetworkSpec, plain } from "./network_spec.ts";

/**
 * Checks a specification that was read from a file, by what makes specifications. That takes as long
 * for whatever sizes the file names: nothing is allocated.
 *
 * @throws {RangeError} If no function makes it: a size is none or too large, a name is unknown.
 */
export function checkNetwork(spec: NetworkSpec): void {
  for (const [name, value] of Object.entries(made(spec))) {
    const received = spec[name as keyof NetworkSpec];
    if (isDeepStrictEqual(received, value)) continue;
    throw new RangeError(
      `Cannot specify a network: ${name} must be ${JSON.stringify(value)} with what else is ` +
        `given, received ${JSON.stringify(received)}`,
    );
  }
}

function made(spec: NetworkSpec): NetworkSpec {
  switch (spec.architecture) {
    case "plain": {
      const { depth, width, activation, initializer, inputSize, classes } = spec;
      return plain({ depth, width, activation, initializer, inputSize, classes });
    }
    case "highway": {
      const { depth, width, activation, initializer, inputSize, classes, gateBias } = spec;
      return highway({ depth, width, activation, initializer, inputSize, classes, gateBias });
    }
    case "convolutional": {
      const { shape, stages, classes, activation, gateBias } = spec;
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
