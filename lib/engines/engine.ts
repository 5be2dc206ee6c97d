import type { Examples } from "../data/dataset.ts";
import type { NetworkSpec } from "../models/network_spec.ts";
import type { Parameters } from "../models/parameters.ts";

/** How networks are run: the same mathematics whatever stands behind it. */
export interface Engine {
  /** Runs are told apart by it: engines of one family give the same results but for rounding. */
  readonly family: "tfjs" | "fused";
  /** For records and the terminal, for example "fused engine, OpenBLAS, 2 threads". */
  readonly description: string;
  /** For each faster choice that was not taken, which and why. */
  readonly rejected: readonly string[];
  /** Workers that share a batch, where that is the engine's choice. */
  readonly threads?: number;
  /** Who multiplies matrices, where that is the engine's choice: "OpenBLAS 0.3.29 (Haswell)". */
  readonly blas?: string;
  /**
   * Makes a network with a copy of these parameters.
   *
   * @param velocity Momentum of each parameter; defaults to zero.
   * @throws {RangeError} If a parameter is missing or has another shape than the spec asks for.
   * @throws {TypeError} If the engine does not run such networks.
   */
  load(spec: NetworkSpec, parameters: Parameters, velocity?: Parameters): Promise<Network>;
  /** Frees what the engine holds; its networks end with it. */
  close(): Promise<void>;
}

/** One network in an engine's memory. All `rows` index into the examples they come with. */
export interface Network {
  /** As it was loaded. */
  readonly spec: NetworkSpec;
  /**
   * One epoch of stochastic gradient descent over `rows`, in that order, `batchSize` at a time
   * (the last batch may be smaller). For gradient g of the batch's mean cross-entropy, clipped if
   * asked and with the weights' decay added: v ← momentum·v + g, then θ ← θ − rate·v, or
   * θ ← θ − rate·(g + momentum·v) with Nesterov's momentum.
   *
   * Stops after the first batch whose loss is not finite; that loss is in the result.
   */
  trainEpoch(examples: Examples, rows: Uint32Array, step: EpochOptions): Promise<EpochResult>;
  /** Mean cross-entropy (nats) and accuracy over `rows`. */
  evaluate(examples: Examples, rows: Uint32Array): Promise<Evaluation>;
  /**
   * The same after lesioning each highway layer in turn (its gate forced to 0, so that y = x), in
   * the order of `highwayLayers`.
   *
   * @throws {TypeError} If the network has none.
   */
  evaluateLesions(examples: Examples, rows: Uint32Array): Promise<Evaluation[]>;
  /** What every layer computes for `rows`. */
  trace(examples: Examples, rows: Uint32Array): Promise<Trace>;
  /** Gradient of the mean cross-entropy over `rows`, with that loss; changes nothing. */
  gradients(
    examples: Examples,
    rows: Uint32Array,
  ): Promise<{ loss: number; gradients: Parameters }>;
  /** A copy of the parameters as they are now. */
  parameters(): Promise<Parameters>;
  /** A copy of the momentum v of each parameter as it is now. */
  velocity(): Promise<Parameters>;
  /** Frees its memory; it cannot be used afterwards. */
  dispose(): void;
}

/** How one epoch of training is run: {@linkcode Training}, resolved for that epoch. */
export interface EpochOptions {
  /** Examples in a step. */
  readonly batchSize: number;
  /** Learning rate of each batch of this epoch, shape [ceil(rows / batchSize)]. */
  readonly learningRates: Float32Array;
  /** Factor of the velocity, from 0 to below 1. */
  readonly momentum: number;
  /** Nesterov's momentum, in the form that PyTorch has; Caffe's is the same at a constant rate. */
  readonly nesterov?: boolean;
  /** Defaults to none. */
  readonly weightDecay?: WeightDecay;
  /** Learning rate of biases, as a multiple of that of weights; defaults to 1. */
  readonly biasRate?: number;
  /** What dropout's masks are drawn from, with the step's number in the epoch. */
  readonly dropout?: { readonly seed: number; readonly epoch: number };
  /** Gradients are scaled down to this global L2 norm where they exceed it. */
  readonly clipNorm?: number;
  /** Return gradient norms; costs a few percent. */
  readonly gradientNorms?: boolean;
}

/** What is added to the gradient of weights, as a multiple of them; biases do not decay. */
export interface WeightDecay {
  /** Of every other layer. */
  readonly hidden: number;
  /** Of the softmax layer. */
  readonly output: number;
}

/** What one epoch of training measured. */
export interface EpochResult {
  /** Cross-entropy (nats), mean over the examples seen, each at the parameters of its own step. */
  readonly loss: number;
  /** Fraction of the examples seen that were classified correctly, likewise. */
  readonly accuracy: number;
  /** Steps taken. */
  readonly steps: number;
  /** By parameter, in the order of the network's parameters; before clipping. */
  readonly gradientNorms?: readonly GradientNorm[];
}

/** Two readings of "the gradient norm of an epoch" for one parameter. */
export interface GradientNorm {
  /** Name, as in {@linkcode Parameters}. */
  readonly parameter: string;
  /** L2 norm of each step's gradient, averaged over the epoch's steps. */
  readonly meanNorm: number;
  /** L2 norm of the gradient averaged over the epoch's steps (the report's Figure 7). */
  readonly normOfMean: number;
}

/** How well a network does on examples. */
export interface Evaluation {
  /** Mean cross-entropy (nats). */
  readonly loss: number;
  /** Fraction classified correctly, 0 to 1. */
  readonly accuracy: number;
}

/** What the layers of a network compute for some examples. */
export interface Trace {
  /** Output of layer l at index l − 1, shape [rows, width], or [rows, height, width, maps]. */
  readonly outputs: readonly Float32Array[];
  /**
   * Transform gates in the order of `highwayLayers`, each of the shape of its layer's
   * output; empty for plain nets.
   */
  readonly gates: readonly Float32Array[];
  /** Input of the softmax, shape [rows, classes]. */
  readonly logits: Float32Array;
}
