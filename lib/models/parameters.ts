import { layersOf } from "./layers.ts";
import type { NetworkSpec } from "./network_spec.ts";

/** A named parameter's place in the network. */
export interface ParameterInfo {
  /** For example "layers.2.wT" or "output.b". */
  readonly name: string;
  readonly shape: readonly number[];
  /** 1 for the first layer up to the depth; depth + 1 for the softmax layer. */
  readonly layer: number;
}

/** Values of one parameter, row-major. */
export interface Parameter {
  /** [inputs, outputs] of a matrix, [units] of a bias; see {@linkcode Parameters}. */
  readonly shape: readonly number[];
  /** Length: the product of the shape. */
  readonly values: Float32Array;
}

/**
 * All parameters of a network by name, from input to output: `layers.l.wH` and `layers.l.bH` of layer
 * l from 1, of a highway layer `layers.l.wT` and `layers.l.bT` too, then `output.w` and `output.b`.
 * Weights are [inputs, outputs], as in x·W + b, or [height, width, inputs, outputs] of a convolution.
 */
export type Parameters = Readonly<Record<string, Parameter>>;

/**
 * The parameters of a network, from input to output, with the names and shapes of
 * {@linkcode Parameters}.
 */
export function parameterInfos(spec: NetworkSpec): ParameterInfo[] {
  return layersOf(spec).flatMap(({ layer, kind, weights }) => {
    const biases = weights.slice(-1);
    const pair = (owner: string, transform: string): ParameterInfo[] => [
      { name: `${owner}.w${transform}`, shape: weights, layer },
      { name: `${owner}.b${transform}`, shape: biases, layer },
    ];
    if (layer > spec.depth) return pair("output", "");
    const transforms = kind === "highway" ? ["H", "T"] : ["H"];
    return transforms.flatMap((transform) => pair(`layers.${layer}`, transform));
  });
}

/** Number of parameters of a network. */
export function parameterCount(spec: NetworkSpec): number {
  return parameterInfos(spec).reduce((count, { shape }) => count + sizeOf(shape), 0);
}

/**
 * Checks that `parameters` are those of `spec`.
 *
 * @throws {RangeError} If one is missing, superfluous or of another shape or size.
 */
export function checkParameters(spec: NetworkSpec, parameters: Parameters): void {
  const infos = parameterInfos(spec);
  for (const { name, shape } of infos) {
    const received = parameters[name];
    if (received?.shape.join() !== shape.join() || received.values.length !== sizeOf(shape)) {
      throw new RangeError(
        `Cannot use parameters: ${name} must have shape [${shape}], received ` +
          (received ? `[${received.shape}] with ${received.values.length} values` : "none"),
      );
    }
  }
  const names = new Set(infos.map(({ name }) => name));
  const superfluous = Object.keys(parameters).filter((name) => !names.has(name));
  if (superfluous.length > 0) {
    throw new RangeError(`Cannot use parameters: the network has no ${superfluous.join(", ")}`);
  }
}

/** Number of parameters of a layer: 5,112 in a plain one of width 71, 5,100 in a highway one of 50. */
export function layerParameterCount(spec: NetworkSpec, layer: number): number {
  return parameterInfos(spec)
    .filter((info) => info.layer === layer)
    .reduce((count, { shape }) => count + sizeOf(shape), 0);
}

/** Values in a tensor of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
