/**
 * The report's equations on TF.js tensors. Inputs x are [batch, n]; biases are [n].
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Activation, NetworkSpec } from "../../models/network_spec.ts";

/** A network's parameters as tensors, by name. */
export type Weights = Readonly<Record<string, tf.Tensor>>;

/**
 * x·W, with a gradient that transposes before it multiplies: the wasm backend multiplies
 * transposed operands in a loop that is several times slower than its product of plain ones.
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

function affine(x: tf.Tensor, w: tf.Tensor, b: tf.Tensor): tf.Tensor2D {
  return tf.add(product(x, w), b);
}

const phi: Record<Activation, (x: tf.Tensor2D) => tf.Tensor2D> = {
  tanh: tf.tanh,
  relu: tf.relu,
  sigmoid: tf.sigmoid,
  linear: (x) => x,
};

/** What a layer computes: its output y, and its transform gate where it has one; [batch, width]. */
export interface LayerOutput {
  readonly y: tf.Tensor2D;
  readonly t?: tf.Tensor2D;
}

/** H(x, W_H) = φ(x·W_H + b_H): Eq. (1), a plain layer. */
export function plainLayer(x: tf.Tensor, layer: number, net: NetworkSpec, w: Weights): LayerOutput {
  const name = `layers.${layer}`;
  return { y: phi[net.activation](affine(x, w[`${name}.wH`], w[`${name}.bH`])) };
}

/** y = H(x, W_H)·T(x, W_T) + x·(1 − T(x, W_T)): Eq. (3), T(x) = σ(x·W_T + b_T). */
export function highwayLayer(
  x: tf.Tensor,
  layer: number,
  net: NetworkSpec,
  w: Weights,
): LayerOutput {
  const name = `layers.${layer}`;
  const { y: h } = plainLayer(x, layer, net, w);
  const t = tf.sigmoid(affine(x, w[`${name}.wT`], w[`${name}.bT`]));
  const y: tf.Tensor2D = tf.add(tf.mul(h, t), tf.mul(x, tf.sub(1, t)));
  return { y, t };
}

/** Layers `first` to the last, each from the output of the one before; `x` goes into `first`. */
export function hiddenLayers(
  x: tf.Tensor,
  net: NetworkSpec,
  w: Weights,
  first = 1,
): LayerOutput[] {
  const outputs: LayerOutput[] = [];
  for (let layer = first; layer <= net.depth; layer++) {
    const apply = net.architecture === "highway" && layer > 1 ? highwayLayer : plainLayer;
    outputs.push(apply(outputs.at(-1)?.y ?? x, layer, net, w));
  }
  return outputs;
}

/** Input of the softmax, [batch, classes], from the last layer's output. */
export function logits(y: tf.Tensor, w: Weights): tf.Tensor2D {
  return affine(y, w["output.w"], w["output.b"]);
}

/** Cross-entropy (nats) of each example, [batch], in a form that large logits do not overflow. */
export function crossEntropy(z: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  const oneHot = tf.oneHot(labels, z.shape[1]);
  return tf.neg(tf.sum(tf.mul(oneHot, tf.logSoftmax(z)), 1));
}

/** How many examples have their largest logit at their label, scalar. */
export function correct(z: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return tf.sum(tf.cast(tf.equal(tf.argMax(z, 1), labels), "float32"));
}
