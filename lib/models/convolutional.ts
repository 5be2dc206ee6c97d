import { checkOptions, type OptionNames } from "../check_options.ts";
import {
  type Activation,
  activations,
  checkCount,
  checkGateBias,
  checkName,
  checkSize,
  type Initializer,
} from "./network_spec.ts";

/** Height, width and channels of an image, or height, width and maps within a net. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** A step of a convolutional net: a layer of filters with stride 1, or an operation between layers. */
export type Stage =
  /** y = H(x), `maps` filters of `size` x `size`; "valid" padding, which is none, shrinks maps. */
  | {
    readonly kind: "convolution";
    readonly size: number;
    readonly maps: number;
    readonly padding: "same" | "valid";
  }
  /** Eq. (3) with 3x3 filters for H and T: maps keep their size and number. */
  | { readonly kind: "highway" }
  /** The largest value of each window of `size` x `size`, every 2 pixels: {@linkcode pooledSize}. */
  | { readonly kind: "max-pool"; readonly size: 2 | 3 }
  /** The mean of each map. */
  | { readonly kind: "mean" }
  /** In training, sets values to 0 with probability `rate` and divides others by 1 − `rate`. */
  | { readonly kind: "dropout"; readonly rate: number };

/** A stage without parameters. */
export type Between = Exclude<Stage, { kind: "convolution" | "highway" }>;

/** Convolutional layers on images, then the softmax layer. */
export interface ConvolutionalSpec {
  /** The kind of network. */
  readonly architecture: "convolutional";
  /** Of one input. */
  readonly shape: ImageShape;
  /** From the input to the softmax layer, whose input is the flattened last output. */
  readonly stages: readonly Stage[];
  /** Layers before the softmax layer. */
  readonly depth: number;
  /** Of every layer. */
  readonly activation: Activation;
  /** Of all weights except the softmax layer's: those are normal with a deviation of 0.1. */
  readonly initializer: Initializer;
  /** Initial bias of every transform gate. */
  readonly gateBias: number;
  /** Values in one input. */
  readonly inputSize: number;
  /** Classes of the softmax layer. */
  readonly classes: number;
}

/** Settings of {@linkcode convolutional}. */
export interface ConvolutionalOptions {
  /** Of one input. */
  readonly shape: ImageShape;
  /** From the input to the softmax layer. */
  readonly stages: readonly Stage[];
  /** Classes of the softmax layer. */
  readonly classes: number;
  /** Defaults to "relu". */
  readonly activation?: Activation;
  /** Initial bias of every transform gate; defaults to −1. */
  readonly gateBias?: number;
}

/**
 * Pixels along a side after max pooling, by Caffe's arithmetic, which counts a last window that lies
 * partly outside: ⌈(pixels − size) / 2⌉ + 1.
 */
export function pooledSize(pixels: number, size: number): number {
  return Math.ceil((pixels - size) / 2) + 1;
}

/** Shape of one image after a stage: [height, width, maps], or [maps] after the mean. */
export function shapeAfter(stage: Stage, shape: readonly number[]): readonly number[] {
  const [height, width, maps] = shape;
  switch (stage.kind) {
    case "convolution": {
      const lost = stage.padding === "valid" ? stage.size - 1 : 0;
      return [height - lost, width - lost, stage.maps];
    }
    case "max-pool":
      return [pooledSize(height, stage.size), pooledSize(width, stage.size), maps];
    case "mean":
      return [maps];
    case "highway":
    case "dropout":
      return shape;
  }
}

/**
 * A convolutional net; by default of ReLUs and with gate biases of −1.
 *
 * @throws {RangeError} If a size is not a positive integer or too large, a rate not between 0 and 1,
 * no stage has parameters, or a stage does not fit what it receives.
 * @throws {TypeError} If an option, or a field of a stage, is unknown or missing.
 */
export function convolutional(options: ConvolutionalOptions): ConvolutionalSpec {
  checkOptions("convolutional()", options, {
    shape: "required",
    stages: "required",
    classes: "required",
    activation: "optional",
    gateBias: "optional",
  });
  const { shape, stages, classes, activation = "relu", gateBias = -1 } = options;
  checkName("activation", activation, activations);
  for (const [index, stage] of stages.entries()) checkStage(stage, index + 1);
  const [height, width, channels] = shape;
  for (const [name, value] of Object.entries({ height, width, channels, classes })) {
    checkCount(name, value);
  }
  checkGateBias(gateBias);
  const depth = stages.filter(({ kind }) => kind === "convolution" || kind === "highway").length;
  checkCount("depth", depth);
  let parameters = 0;
  const last = stages.reduce<readonly number[]>((received, stage, index) => {
    const reason = misfit(stage, received);
    if (reason) {
      throw new RangeError(
        `Cannot specify a network: stage ${index + 1}, ${stage.kind}, ${reason}, received ` +
          `${JSON.stringify(stage)} for a shape of [${received}]`,
      );
    }
    parameters += parametersOf(stage, received[2]);
    checkSize({ depth, parameters });
    return shapeAfter(stage, received);
  }, shape);
  checkSize({
    depth,
    parameters: parameters + (last.reduce((product, length) => product * length, 1) + 1) * classes,
  });
  return {
    architecture: "convolutional",
    shape,
    stages,
    depth,
    activation,
    initializer: "glorot-uniform",
    gateBias,
    inputSize: height * width * channels,
    classes,
  };
}

/** Number of parameters of a stage with `maps` input maps. */
function parametersOf(stage: Stage, maps: number): number {
  switch (stage.kind) {
    case "convolution":
      return (stage.size ** 2 * maps + 1) * stage.maps;
    case "highway":
      return 2 * (9 * maps + 1) * maps;
    default:
      return 0;
  }
}

const stageOptions: { [Kind in Stage["kind"]]: OptionNames<Extract<Stage, { kind: Kind }>> } = {
  convolution: { kind: "required", size: "required", maps: "required", padding: "required" },
  highway: { kind: "required" },
  "max-pool": { kind: "required", size: "required" },
  mean: { kind: "required" },
  dropout: { kind: "required", rate: "required" },
};

/** @param number From 1. */
function checkStage(stage: Stage, number: number): void {
  const names: Partial<Record<string, OptionNames<Stage>>> = stageOptions;
  const expected = names[stage.kind];
  if (!expected) {
    throw new RangeError(
      `Cannot specify a network: stage ${number} must be one of ${
        Object.keys(stageOptions).join(", ")
      }, received ${JSON.stringify(stage.kind)}`,
    );
  }
  checkOptions(`convolutional() with stage ${number}, ${stage.kind}`, stage, expected);
}

/** The unmet requirement of a stage on its input, if there is one. */
function misfit(stage: Stage, received: readonly number[]): string | undefined {
  if (stage.kind === "dropout") {
    return stage.rate > 0 && stage.rate < 1 ? undefined : "needs a rate between 0 and 1";
  }
  if (received.length !== 3) return "needs maps, which only dropout can follow the mean of";
  const smallest = Math.min(received[0], received[1]);
  if (stage.kind === "max-pool" && stage.size > smallest) {
    return "needs maps as large as its window";
  }
  if (stage.kind !== "convolution") return;
  checkCount("size", stage.size);
  checkCount("maps", stage.maps);
  if (stage.padding === "valid" && stage.size > smallest) {
    return "needs maps as large as its filter";
  }
}
