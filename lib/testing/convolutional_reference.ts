import type { Examples } from "../data/dataset.ts";
import type { ConvolutionalSpec } from "../models/convolutional.ts";
import { affine, type Forward, input, phi, sigmoid, type Weights } from "./reference.ts";

/** Values of one image, [height, width, maps]. */
interface Maps {
  readonly height: number;
  readonly width: number;
  readonly count: number;
  readonly values: Float64Array;
}

/** The value at a pixel of a map; `outside` beyond its border. */
function at(x: Maps, row: number, column: number, map: number, outside: number): number {
  if (row < 0 || row >= x.height || column < 0 || column >= x.width) return outside;
  return x.values[(row * x.width + column) * x.count + map];
}

/** Maps of that shape, computed pixel by pixel. */
function fill(
  [height, width, count]: readonly number[],
  value: (row: number, column: number, map: number) => number,
): Maps {
  const values = new Float64Array(height * width * count);
  for (let row = 0, index = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      for (let map = 0; map < count; map++) values[index++] = value(row, column, map);
    }
  }
  return { height, width, count, values };
}

/** x∗W + b with filters of `size` x `size`, `border` pixels of zeros around x. */
function convolve(x: Maps, w: Float64Array, b: Float64Array, size: number, border: number): Maps {
  const shape = [x.height + 2 * border - size + 1, x.width + 2 * border - size + 1, b.length];
  return fill(shape, (row, column, map) => {
    let z = b[map];
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        for (let from = 0; from < x.count; from++) {
          const weight = w[((i * size + j) * x.count + from) * b.length + map];
          z += weight * at(x, row + i - border, column + j - border, from, 0);
        }
      }
    }
    return z;
  });
}

/** The largest value of each window; windows start at every second pixel until all are covered. */
function pool(x: Maps, size: number): Maps {
  const windows = (pixels: number) => {
    let count = 1;
    while (2 * (count - 1) + size < pixels) count++;
    return count;
  };
  return fill([windows(x.height), windows(x.width), x.count], (row, column, map) => {
    let largest = -Infinity;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        largest = Math.max(largest, at(x, 2 * row + i, 2 * column + j, map, -Infinity));
      }
    }
    return largest;
  });
}

/** {@linkcode forward} for a convolutional net. */
export function convolutionalForward(
  spec: ConvolutionalSpec,
  w: Weights,
  { examples, row, lesion }: { examples: Examples; row: number; lesion?: number },
): Forward {
  const [height, width, count] = spec.shape;
  let x: Maps = { height, width, count, values: input(examples, row) };
  const forward: Omit<Forward, "logits"> = { transforms: [], gates: [], outputs: [] };
  for (const stage of spec.stages) {
    const name = `layers.${forward.outputs.length + 1}`;
    switch (stage.kind) {
      case "max-pool":
        x = pool(x, stage.size);
        continue;
      case "mean": {
        const { height, width, values } = x;
        x = fill([1, 1, x.count], (_, __, map) => {
          return values.reduce((sum, v, i) => i % x.count === map ? sum + v : sum, 0) /
            (height * width);
        });
        continue;
      }
      case "dropout":
        continue;
    }
    const size = stage.kind === "highway" ? 3 : stage.size;
    const border = stage.kind === "highway" || stage.padding === "same" ? (size - 1) / 2 : 0;
    const convolved = (transform: "H" | "T") =>
      convolve(x, w[`${name}.w${transform}`], w[`${name}.b${transform}`], size, border);
    const { values: z, ...shape } = convolved("H");
    const h = z.map(phi[spec.activation]);
    forward.transforms.push(h);
    let y = h;
    if (stage.kind === "highway") {
      const lesioned = forward.outputs.length + 1 === lesion;
      const t = convolved("T").values.map((z) => lesioned ? 0 : sigmoid(z));
      forward.gates.push(t);
      y = x.values.map((carried, i) => h[i] * t[i] + carried * (1 - t[i])); // Eq. (3)
    }
    x = { ...shape, values: y };
    forward.outputs.push(y);
  }
  return { ...forward, logits: affine(x.values, w["output.w"], w["output.b"]) };
}
