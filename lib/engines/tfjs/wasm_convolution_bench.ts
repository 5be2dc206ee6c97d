/**
 * Ways to the gradients of a convolution on the wasm backend, at the shapes of the authors' net for
 * MNIST with 16 maps, and to that of max pooling: `deno bench -A lib/engines/tfjs`.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { startBackend } from "./backend.ts";
import { maxPool } from "./max_pool.ts";
import { filterGradient, inputGradient } from "./wasm_convolution.ts";

const { kernelFunc: ownInputGradient } = tf.getKernel("Conv2DBackpropInput", "wasm");
await startBackend("wasm");

function bench(group: string, ways: Record<string, () => tf.Tensor>): void {
  for (const [name, compute] of Object.entries(ways)) {
    Deno.bench(name, { group, baseline: name.startsWith("ours") }, () => {
      tf.tidy(() => void compute().dataSync());
    });
  }
}

for (const pixels of [24, 12, 6]) {
  const shape = [100, pixels, pixels, 16] as const;
  const x = tf.randomNormal([...shape]) as tf.Tensor4D;
  const dy = tf.randomNormal([...shape]) as tf.Tensor4D;
  const w = tf.randomNormal([3, 3, 16, 16]) as tf.Tensor4D;

  /** x moved by each offset of the filter, [offsets, in, batch·height·width], by products with dy. */
  const products = (multiply: (moved: tf.Tensor2D[], dy: tf.Tensor2D) => tf.Tensor) => {
    const padded = tf.transpose(tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]]), [3, 0, 1, 2]);
    const moved = Array.from({ length: 9 }, (_, offset) => {
      const start = [0, 0, Math.floor(offset / 3), offset % 3];
      const part = tf.slice(padded, start, [16, 100, pixels, pixels]);
      return tf.reshape(part, [16, -1]) as tf.Tensor2D;
    });
    return tf.reshape(multiply(moved, tf.reshape(dy, [-1, 16])), w.shape);
  };
  bench(`filters' gradient, ${pixels}x${pixels}`, {
    "ours, one convolution": () => filterGradient(x, dy, w.shape),
    "nine products": () =>
      products((moved, dy) => tf.concat(moved.map((one) => tf.matMul(one, dy)))),
    "one product of nine (im2col)": () => products((moved, dy) => tf.matMul(tf.concat(moved), dy)),
  });
  bench(`inputs' gradient, ${pixels}x${pixels}`, {
    "ours, one convolution": () => inputGradient(dy, w, x.shape),
    "TF.js's own": () =>
      tf.engine().makeTensorFromTensorInfo(
        ownInputGradient({
          inputs: { dy, filter: w },
          backend: tf.backend(),
          attrs: { strides: [1, 1], pad: "same", dataFormat: "NHWC", inputShape: [...shape] },
        }) as tf.TensorInfo,
      ),
  });
}

const x = tf.randomNormal([100, 24, 24, 16]) as tf.Tensor4D;
const dy = tf.randomNormal([100, 12, 12, 16]);
bench("max pooling 3/2 and its gradient, 24x24", {
  "ours, of maxima": () => tf.grad((x) => maxPool(x, 3))(x, dy),
  "TF.js's own": () => tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 3, 2, "same"))(x, dy),
});
