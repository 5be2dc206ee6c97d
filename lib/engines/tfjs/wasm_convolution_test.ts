import * as tf from "@tensorflow/tfjs";
import { pooledSize } from "../../models/convolutional.ts";
import { assert, assertEquals, assertThrows } from "../../testing/assert.ts";
import { assertAllClose } from "../../testing/assert_close.ts";
import { startBackend } from "./backend.ts";
import { maxPool } from "./max_pool.ts";

const cases = [2, 3, 4, 5].flatMap((size) =>
  (["same", "valid"] as const).flatMap((padding) =>
    [[6, 6], [7, 5]].map(([height, width]) => ({ size, padding, height, width }))
  )
);

/** Values and gradients of x∗W in each of the cases, of inputs drawn on the CPU. */
function convolutions(): { name: string; values: Float32Array }[] {
  return cases.flatMap(({ size, padding, height, width }) => {
    const x = tf.randomUniform([3, height, width, 2], -1, 1, "float32", 1) as tf.Tensor4D;
    const w = tf.randomUniform([size, size, 2, 5], -1, 1, "float32", 2) as tf.Tensor4D;
    const y = tf.conv2d(x, w, 1, padding);
    const dy = tf.randomUniform(y.shape, -1, 1, "float32", 3);
    const convolve = (x: tf.Tensor, w: tf.Tensor) =>
      tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, padding) as tf.Tensor;
    const [dx, dw] = tf.grads(convolve)([x, w], dy);
    const name = `filters of ${size}, ${padding}, on ${height}x${width}`;
    return [["value", y], ["dx", dx], ["dw", dw]].map(([what, tensor]) => ({
      name: `${what} of ${name}`,
      values: (tensor as tf.Tensor).dataSync<"float32">(),
    }));
  });
}

Deno.test("gradients of convolutions on wasm are those of the cpu backend", async () => {
  await startBackend("cpu");
  const expected = tf.tidy(convolutions);
  await startBackend("wasm");
  const actual = tf.tidy(convolutions);
  assertEquals(actual.length, 3 * cases.length);
  for (const [index, { name, values }] of actual.entries()) {
    // Sums of up to 126 products below 1 in float32.
    assertAllClose(values, expected[index].values, { name, tolerance: 1e-5 });
  }
});

Deno.test("on wasm strides of 2 have TF.js's own gradient of inputs, and none of filters", async () => {
  await startBackend("wasm");
  const x = tf.randomUniform([1, 6, 6, 1], -1, 1, "float32", 1) as tf.Tensor4D;
  const w = tf.randomUniform([2, 2, 1, 1], -1, 1, "float32", 2) as tf.Tensor4D;
  const dx = tf.grad((x) => tf.conv2d(x as tf.Tensor4D, w, 2, "valid"))(x);
  const weights = w.dataSync();
  // Filters do not overlap: each pixel's gradient is the weight that it meets.
  const expected = Array.from({ length: 36 }, (_, i) => {
    const [row, column] = [Math.floor(i / 6), i % 6];
    return weights[2 * (row % 2) + column % 2];
  });
  assertAllClose(dx.dataSync(), expected, { name: "dx", tolerance: 1e-6 });
  assertThrows(
    () => tf.grad((w) => tf.conv2d(x, w as tf.Tensor4D, 2, "valid"))(w),
    RangeError,
    "they must move by one pixel, received strides 2",
  );
});

for (const backend of ["cpu", "wasm"] as const) {
  Deno.test(`maxPool() on ${backend}: sizes are Caffe's, each gradient goes to one largest value`, async () => {
    await startBackend(backend);
    for (const size of [2, 3] as const) {
      for (const [height, width] of [[6, 6], [7, 5], [4, 3], [3, 8]]) {
        // Below 0 everywhere: zeros outside must not count.
        const x = tf.randomUniform([2, height, width, 3], -2, -1, "float32", 1);
        const y = maxPool(x, size);
        const shape = [2, pooledSize(height, size), pooledSize(width, size), 3];
        assertEquals(y.shape, shape);
        const dy = tf.randomUniform(y.shape, -1, 1, "float32", 2);
        const dx = tf.grad((x) => maxPool(x, size))(x, dy);
        const [xs, ys, dys] = [x.dataSync(), y.dataSync(), dy.dataSync()];
        const gradient = new Float32Array(xs.length);
        for (const [index, largest] of ys.entries()) {
          const [map, column] = [index % 3, Math.floor(index / 3) % shape[2]];
          const row = Math.floor(index / 3 / shape[2]) % shape[1];
          const image = Math.floor(index / 3 / shape[2] / shape[1]);
          const window: number[] = [];
          for (let i = 2 * row; i < Math.min(height, 2 * row + size); i++) {
            for (let j = 2 * column; j < Math.min(width, 2 * column + size); j++) {
              window.push(((image * height + i) * width + j) * 3 + map);
            }
          }
          assertEquals(largest, Math.max(...window.map((place) => xs[place])));
          gradient[window.find((place) => xs[place] === largest)!] += dys[index];
        }
        const name = `gradient of ${height}x${width} in windows of ${size}`;
        assertAllClose(dx.dataSync(), gradient, { name, tolerance: 1e-6 });
      }
    }
    const equal = tf.ones([1, 2, 2, 1]);
    const dx = tf.grad((x) => maxPool(x, 2))(equal).dataSync();
    assertEquals(dx.filter((value) => value !== 0).length, 1);
    assert(dx.includes(1));
  });
}
