import type { Examples } from "../data/dataset.ts";
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
