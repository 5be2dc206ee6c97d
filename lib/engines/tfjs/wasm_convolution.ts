/**
 * Gradients of a convolution for the wasm backend, by its own convolution: TF.js has none for filters
 * there, and a slow one for inputs.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

type Shape = [number, number, number, number];

/**
 * Registers both gradients, once, after the backend has started. For strides other than 1 the filters'
 * gradient throws a RangeError, and the input's is that of TF.js.
 */
export function registerConvolutionGradients(): void {
  if (tf.getKernel("Conv2DBackpropFilter", "wasm")) return;
  tf.registerKernel({
    kernelName: "Conv2DBackpropFilter",
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs }) => {
      if (!movesByOne(attrs)) {
        throw new RangeError(
          "Cannot take the gradient of filters on the wasm backend: they must move by one pixel, " +
            `received strides ${attrs!.strides} and format ${attrs!.dataFormat}`,
        );
      }
      const { x, dy } = inputs as { x: tf.Tensor4D; dy: tf.Tensor4D };
      return filterGradient(x, dy, attrs!.filterShape as Shape);
    },
  });
  const { kernelFunc: original } = tf.getKernel("Conv2DBackpropInput", "wasm");
  tf.unregisterKernel("Conv2DBackpropInput", "wasm");
  tf.registerKernel({
    kernelName: "Conv2DBackpropInput",
    backendName: "wasm",
    kernelFunc: (call) => {
      if (!movesByOne(call.attrs)) return original(call);
      const { dy, filter } = call.inputs as { dy: tf.Tensor4D; filter: tf.Tensor4D };
      return inputGradient(dy, filter, call.attrs!.inputShape as Shape);
    },
  });
}

/** Whether filters have stride 1 on images in the format NHWC. */
function movesByOne(attributes: tf.NamedAttrMap | undefined): boolean {
  const { strides, dataFormat } = attributes!;
  return [strides].flat().every((stride) => stride === 1) && dataFormat === "NHWC";
}

/** Padding before and after a side, so that filters of `size` give `outputs`. */
function zeros(inputs: number, outputs: number, size: number): [number, number] {
  const total = outputs + size - 1 - inputs;
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/**
 * dL/dW(i, j, in, out), the sum of x(n, y + i, x + j, in)·dy(n, y, x, out): a convolution of x with
 * dy as its filters, with images and input maps exchanged.
 */
export function filterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  [height, width]: readonly number[],
): tf.Tensor4D {
  const padded = tf.pad(x, [
    [0, 0],
    zeros(x.shape[1], dy.shape[1], height),
    zeros(x.shape[2], dy.shape[2], width),
    [0, 0],
  ]);
  const images = tf.transpose(padded, [3, 1, 2, 0]);
  const filters = tf.transpose(dy, [1, 2, 0, 3]);
  return tf.transpose(tf.conv2d(images, filters, 1, "valid"), [1, 2, 0, 3]);
}

/** dL/dx: a convolution of padded dy with the filters rotated by 180 degrees. */
export function inputGradient(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  [, height, width]: readonly number[],
): tf.Tensor4D {
  // The convolution's padding before a side is missing after it, and vice versa.
  const around = (inputs: number, outputs: number, size: number) => {
    const [front, behind] = zeros(inputs, outputs, size);
    return [size - 1 - front, size - 1 - behind] as [number, number];
  };
  const padded = tf.pad(dy, [
    [0, 0],
    around(height, dy.shape[1], filter.shape[0]),
    around(width, dy.shape[2], filter.shape[1]),
    [0, 0],
  ]);
  const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
  return tf.conv2d(padded, turned, 1, "valid");
}
