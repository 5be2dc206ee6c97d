import { checkOptions } from "../check_options.ts";
import type { ConvolutionalSpec } from "./convolutional.ts";

/** Nonlinearity φ of a layer's transform H. */
export type Activation = "tanh" | "relu" | "sigmoid" | "linear";

/** Every {@linkcode Activation}. */
export const activations = [
  "tanh",
  "relu",
  "sigmoid",
  "linear",
] as const satisfies readonly Activation[];

/**
 * Distribution that initial weights are drawn from; biases start at 0. Glorot uniform has variance
 * 2 / (inputs + outputs), He normal 2 / inputs. "random-normal" has the same deviation for every
 * layer's size, so that it does not preserve the variance of its inputs.
 */
export type Initializer = "glorot-uniform" | "he-normal" | "random-normal";

/** Every {@linkcode Initializer}. */
export const initializers = [
  "glorot-uniform",
  "he-normal",
  "random-normal",
] as const satisfies readonly Initializer[];

/** Settings of {@linkcode plain} and {@linkcode highway}. */
export interface DenseOptions {
  /** Layers before the softmax layer: depth 50 is one dense layer and 49 more. */
  readonly depth: number;
  /** Units in each layer. Defaults to 71 for plain, 50 for highway nets: 5,112 and 5,100 parameters a layer. */
  readonly width?: number;
  /** Defaults to "tanh". */
  readonly activation?: Activation;
  /** Defaults to "glorot-uniform". */
  readonly initializer?: Initializer;
  /** Values in one input. */
  readonly inputSize: number;
  /** Classes of the softmax layer. */
  readonly classes: number;
}

/** Every layer is y = H(x): the report's Eq. (1). */
export interface PlainSpec extends Required<DenseOptions> {
  /** The kind of network. */
  readonly architecture: "plain";
}

/** One dense layer, then y = H(x)·T(x) + x·(1 − T(x)): the report's Eq. (3). */
export interface HighwaySpec extends Required<DenseOptions> {
  /** The kind of network. */
  readonly architecture: "highway";
  /** Initial bias of every transform gate; negative, so that layers start by carrying. */
  readonly gateBias: number;
}

/** A network of dense layers: one vector of units after another. */
export type DenseSpec = PlainSpec | HighwaySpec;

/** A network as plain data: enough to make its parameters and to run it. */
export type NetworkSpec = PlainSpec | HighwaySpec | ConvolutionalSpec;

const denseOptions = {
  depth: "required",
  width: "optional",
  activation: "optional",
  initializer: "optional",
  inputSize: "required",
  classes: "required",
} as const;

/** @throws {RangeError} If `value` is not a positive integer. */
export function checkCount(name: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value >= 1)) {
    throw new RangeError(
      `Cannot specify a network: ${name} must be a positive integer, received ${value}`,
    );
  }
}

/** Most layers of a network; the deepest net that the paper trains has 900. */
const MAX_DEPTH = 100_000;

/** Most parameters of a network: 2 GiB. */
export const MAX_PARAMETERS = 2 ** 29;

/** @throws {RangeError} If a network is too large. */
export function checkSize({ depth, parameters }: { depth: number; parameters: number }): void {
  const check = (what: string, value: number, most: number) => {
    if (value <= most) return;
    throw new RangeError(
      `Cannot specify a network: ${what} must be at most ${most}, received ${value}`,
    );
  };
  check("depth", depth, MAX_DEPTH);
  check("the number of its parameters", parameters, MAX_PARAMETERS);
}

/** @throws {RangeError} If `name` is none of `names`. */
export function checkName(key: string, name: string, names: readonly string[]): void {
  if (names.includes(name)) return;
  throw new RangeError(
    `Cannot specify a network: ${key} must be one of ${names.join(", ")}, received "${name}"`,
  );
}

/** @throws {RangeError} If the bias is not finite. */
export function checkGateBias(gateBias: number): void {
  if (!Number.isFinite(gateBias)) {
    throw new RangeError(
      `Cannot specify a network: gateBias must be a finite number, received ${gateBias}`,
    );
  }
}

function dense(
  options: DenseOptions,
  { width: defaultWidth, transforms }: { width: number; transforms: 1 | 2 },
): Required<DenseOptions> {
  const spec = {
    depth: options.depth,
    width: options.width ?? defaultWidth,
    activation: options.activation ?? "tanh",
    initializer: options.initializer ?? "glorot-uniform",
    inputSize: options.inputSize,
    classes: options.classes,
  };
  for (const key of ["depth", "width", "inputSize", "classes"] as const) checkCount(key, spec[key]);
  const { depth, width, inputSize, classes } = spec;
  const layer = transforms * (width + 1) * width;
  const parameters = (inputSize + 1) * width + (depth - 1) * layer + (width + 1) * classes;
  checkSize({ depth, parameters });
  checkName("activation", spec.activation, activations);
  checkName("initializer", spec.initializer, initializers);
  return spec;
}

/**
 * A plain net; by default as in the report: width 71, tanh and Glorot uniform weights.
 *
 * @throws {RangeError} If a size is not a positive integer or too large, or a name is unknown.
 * @throws {TypeError} If an option is unknown or missing.
 */
export function plain(options: DenseOptions): PlainSpec {
  checkOptions("plain()", options, denseOptions);
  return { architecture: "plain", ...dense(options, { width: 71, transforms: 1 }) };
}

/**
 * A highway net; by default as in the report: width 50, tanh, Glorot uniform weights and a gate bias
 * of −4.
 *
 * @param options.gateBias Initial bias of every transform gate; defaults to −4.
 * @throws {RangeError} If a size is not a positive integer or too large, a name is unknown or the
 * gate bias is not finite.
 * @throws {TypeError} If an option is unknown or missing.
 */
export function highway(
  options: DenseOptions & { readonly gateBias?: number },
): HighwaySpec {
  checkOptions("highway()", options, { ...denseOptions, gateBias: "optional" });
  const { gateBias = -4 } = options;
  checkGateBias(gateBias);
  return { architecture: "highway", ...dense(options, { width: 50, transforms: 2 }), gateBias };
}
