import type { NetworkSpec } from "./network_spec.ts";

/** A named parameter's place in the network. */
export interface ParameterInfo {
  /** For example "layers.2.wT" or "output.b". */
  readonly name: string;
  readonly shape: readonly number[];
  /** 1 for the first dense layer up to the depth; depth + 1 for the softmax layer. */
  readonly layer: number;
}

/** Values of one parameter, row-major. */
export interface Parameter {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** All parameters of a network by name, in the order of {@linkcode parameterInfos}. */
export type Parameters = Readonly<Record<string, Parameter>>;

/**
 * The parameters that a network has, from input to output.
 *
 * Weights are [inputs, outputs], as in x·W + b. Layer l of a plain net has `layers.l.wH` and
 * `layers.l.bH`; from layer 2 on a highway net adds the transform gate's `layers.l.wT` and
 * `layers.l.bT`. The softmax layer has `output.w` and `output.b`.
 */
export function parameterInfos(spec: NetworkSpec): ParameterInfo[] {
  const { depth, width, inputSize, classes } = spec;
  const infos: ParameterInfo[] = [];
  for (let layer = 1; layer <= depth; layer++) {
    const inputs = layer === 1 ? inputSize : width;
    for (const transform of spec.architecture === "highway" && layer > 1 ? ["H", "T"] : ["H"]) {
      infos.push(
        { name: `layers.${layer}.w${transform}`, shape: [inputs, width], layer },
        { name: `layers.${layer}.b${transform}`, shape: [width], layer },
      );
    }
  }
  infos.push(
    { name: "output.w", shape: [width, classes], layer: depth + 1 },
    { name: "output.b", shape: [classes], layer: depth + 1 },
  );
  return infos;
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
    const size = shape.reduce((product, length) => product * length, 1);
    if (received?.shape.join() !== shape.join() || received.values.length !== size) {
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

/** How many numbers one layer holds: 5,112 in a plain one of width 71, 5,100 in a highway one of 50. */
export function layerParameterCount(spec: NetworkSpec, layer: number): number {
  return parameterInfos(spec)
    .filter((info) => info.layer === layer)
    .reduce((count, { shape }) => count + shape.reduce((a, b) => a * b, 1), 0);
}
