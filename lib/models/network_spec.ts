/** Nonlinearity φ of a layer's transform H. */
export const activations = ["tanh", "relu", "sigmoid", "linear"] as const;
export type Activation = (typeof activations)[number];

/** Distribution that initial weights are drawn from; biases start at 0. */
export const initializers = ["glorot-uniform", "he-normal"] as const;
export type Initializer = (typeof initializers)[number];

interface DenseSpec {
  /** Layers before the softmax layer: depth 50 is one dense layer and 49 more. */
  readonly depth: number;
  /** Units in each of those layers. */
  readonly width: number;
  readonly activation: Activation;
  readonly initializer: Initializer;
  /** Values in one input. */
  readonly inputSize: number;
  readonly classes: number;
}

/** Every layer is y = H(x): the report's Eq. (1). */
export interface PlainSpec extends DenseSpec {
  readonly architecture: "plain";
}

/** One dense layer, then y = H(x)·T(x) + x·(1 − T(x)): the report's Eq. (3). */
export interface HighwaySpec extends DenseSpec {
  readonly architecture: "highway";
  /** Initial bias of every transform gate; negative, so that layers start by carrying. */
  readonly gateBias: number;
}

/** What a network is, in plain data: enough to make its parameters and to run it. */
export type NetworkSpec = PlainSpec | HighwaySpec;
