import type { RandomGenerator } from "../random.ts";
import type { Examples } from "./dataset.ts";

/**
 * Draws `count` images of `size` values. Labels are in turn, so that any run of rows is balanced.
 *
 * @param draw Draws an image of a label.
 */
export function generateExamples(
  { count, size, classes }: { count: number; size: number; classes: number },
  random: RandomGenerator,
  draw: (image: Uint8Array, label: number, random: RandomGenerator) => void,
): Examples {
  const pixels = new Uint8Array(count * size);
  const labels = Uint8Array.from({ length: count }, (_, row) => row % classes);
  for (let row = 0; row < count; row++) {
    draw(pixels.subarray(row * size, (row + 1) * size), labels[row], random);
  }
  return { count, size, pixels, labels };
}
