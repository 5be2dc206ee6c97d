import type { Dataset, Examples } from "../data/dataset.ts";
import { stream, uniform } from "../random.ts";

/** Images of noise; a label is the brightest of the first pixels, which can be learned. */
export function randomExamples(
  { count, size, classes, seed = 1 }: {
    count: number;
    size: number;
    classes: number;
    seed?: number;
  },
): Examples {
  const values = uniform(stream(seed, "random examples"), count * size, 127.5);
  const pixels = Uint8Array.from(values, (value) => value + 127.5);
  const labels = Uint8Array.from({ length: count }, (_, row) => {
    const image = pixels.subarray(row * size, (row + 1) * size);
    return image.slice(0, Math.min(size, classes)).reduce(
      (best, value, index) => value > image[best] ? index : best,
      0,
    );
  });
  return { count, size, pixels, labels };
}

/** A data set of noise with `count` training images, for tests of runs. */
export function noiseDataset(
  { shape, count }: { readonly shape: Dataset["shape"]; readonly count: number },
): Dataset {
  const size = shape[0] * shape[1] * shape[2];
  return {
    name: "glyphs",
    title: "Noise",
    shape,
    classes: ["a", "b", "c"],
    train: randomExamples({ count, size, classes: 3 }),
    test: randomExamples({ count: 10, size, classes: 3, seed: 2 }),
    digest: "0123",
  };
}
