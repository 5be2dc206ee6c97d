/**
 * The report's equations on TF.js tensors. Inputs x are [batch, n] or, of convolutions, [batch,
 * height, width, n]; biases are [n].
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Layer } from "../../models/layers.ts";
import type { Activation } from "../../models/network_spec.ts";
import type { Mask } from "./dropout.ts";
import { maxPool } from "./max_pool.ts";

/** A network's parameters as tensors, by name. */
export type Weights = Readonly<Record<string, tf.Tensor>>;

/**
 * x·W, with a gradient that transposes before it multiplies: the wasm backend's loop for transposed
 * operands is several times slower than its product of plain ones.
 */
export const product = tf.customGrad((x, w, save) => {
  (save as tf.GradSaveFunc)([x as tf.Tensor, w as tf.Tensor]);
  return {
    value: tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [x, w] = saved as tf.Tensor2D[];
      return [
        tf.matMul(dy as tf.Tensor2D, tf.transpose(w)),
        tf.matMul(tf.transpose(x), dy as tf.Tensor2D),
      ];
    },
  };
});

/** x·W + b, or x∗W + b where W is a layer of filters. */
function affine(x: tf.Tensor, w: tf.Tensor, b: tf.Tensor, padding: Layer["padding"]): tf.Tensor {
  const z = w.rank === 4
    ? tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, padding)
    : product(x, w);
  return tf.add(z, b);
}

const phi: Record<Activation, (x: tf.Tensor) => tf.Tensor> = {
  tanh: tf.tanh,
  relu: tf.relu,
  sigmoid: tf.sigmoid,
  linear: (x) => x,
};

/** Arguments that all layers of a network share. */
export interface Net {
  readonly activation: Activation;
  readonly weights: Weights;
  /** Of dropout; absent for no dropout. */
  readonly mask?: Mask;
}

/** A layer's input x, its output y, and a highway layer's transform gate t. */
export interface LayerOutput {
  readonly x: tf.Tensor;
  readonly y: tf.Tensor;
  readonly t?: tf.Tensor;
}

/** A layer's number, which names its weights, and its padding. */
type LayerIndex = Pick<Layer, "layer" | "padding">;

/** H(x, W_H) = φ(x·W_H + b_H): Eq. (1), a plain layer. */
function plainLayer(x: tf.Tensor, { layer, padding }: LayerIndex, net: Net): LayerOutput {
  const { [`layers.${layer}.wH`]: w, [`layers.${layer}.bH`]: b } = net.weights;
  return { x, y: phi[net.activation](affine(x, w, b, padding)) };
}

/** y = H(x, W_H)·T(x, W_T) + x·(1 − T(x, W_T)): Eq. (3), T(x) = σ(x·W_T + b_T). */
export function highwayLayer(x: tf.Tensor, layer: LayerIndex, net: Net): LayerOutput {
  const { y: h } = plainLayer(x, layer, net);
  const { [`layers.${layer.layer}.wT`]: w, [`layers.${layer.layer}.bT`]: b } = net.weights;
  const t = tf.sigmoid(affine(x, w, b, layer.padding));
  return { x, y: tf.add(tf.mul(h, t), tf.mul(x, tf.sub(1, t))), t };
}

/** Applies layers one after the other; `x` is the first one's input. */
export function hiddenLayers(x: tf.Tensor, layers: readonly Layer[], net: Net): LayerOutput[] {
  const outputs: LayerOutput[] = [];
  for (const layer of layers) {
    const apply = layer.kind === "highway" ? highwayLayer : plainLayer;
    outputs.push(apply(between(outputs.at(-1)?.y ?? x, layer, net), layer, net));
  }
  return outputs;
}

/** Input of the softmax, [batch, classes], from the last layer's output. */
export function logits(y: tf.Tensor, softmax: Layer, net: Net): tf.Tensor2D {
  const { "output.w": w, "output.b": b } = net.weights;
  const x = between(y, softmax, net);
  return affine(tf.reshape(x, [x.shape[0], -1]), w, b, softmax.padding) as tf.Tensor2D;
}

/** A layer's input: the output of the layer before, pooled and with dropout. */
function between(y: tf.Tensor, { before }: Layer, { mask }: Net): tf.Tensor {
  return before.reduce((x, stage) => {
    switch (stage.kind) {
      case "max-pool":
        return maxPool(x, stage.size);
      case "mean":
        return tf.mean(x, [1, 2]);
      case "dropout":
        return mask ? tf.mul(x, mask(x.shape, stage.rate)) : x;
    }
  }, y);
}

/** Cross-entropy (nats) of each example, [batch], without overflow for large logits. */
export function crossEntropy(z: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  const oneHot = tf.oneHot(labels, z.shape[1]);
  return tf.neg(tf.sum(tf.mul(oneHot, tf.logSoftmax(z)), 1));
}

/** Number of correctly classified examples, scalar. */
export function correct(z: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return tf.sum(tf.cast(tf.equal(tf.argMax(z, 1), labels), "float32"));
}
