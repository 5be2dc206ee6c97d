import type { Dataset } from "../data/dataset.ts";
import { randomExamples } from "./random_examples.ts";

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
