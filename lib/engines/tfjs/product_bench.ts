/**
 * What it brings on the wasm backend to transpose before multiplying in the gradient of x·W, at the
 * shapes of a highway layer: `deno bench -A lib/engines/tfjs`.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "./backend.ts";
import { product } from "./layers.ts";

await startBackend("wasm");
const x = tf.randomUniform([128, 50]);
const w = tf.randomUniform([50, 50]);

function gradients(multiply: (x: tf.Tensor, w: tf.Tensor) => tf.Tensor): void {
  tf.tidy(() => {
    const [dx, dw] = tf.grads((x, w) => tf.sum(multiply(x, w)))([x, w]);
    dx.dataSync();
    dw.dataSync();
  });
}

const group = "gradient of a [128, 50] x [50, 50] product";
Deno.bench("ours, transposed first", { group, baseline: true }, () => gradients(product));
Deno.bench("TF.js's own", { group }, () => gradients(tf.matMul));
