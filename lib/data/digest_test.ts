import { assert, assertEquals } from "../testing/assert.ts";
import type { Dataset } from "./dataset.ts";
import { datasetDigest } from "./digest.ts";

const split = (pixels: number[], labels: number[]) => ({
  count: labels.length,
  size: 2,
  pixels: Uint8Array.from(pixels),
  labels: Uint8Array.from(labels),
});
const content: Parameters<typeof datasetDigest>[0] = {
  shape: [1, 2, 1],
  classes: ["a", "b"],
  train: split([1, 2, 3, 4], [0, 1]),
  test: split([5, 6], [1]),
};

Deno.test("datasetDigest() is the SHA-256 of a header, pixels and labels", () => {
  // printf '{"shape":[1,2,1],"classes":["a","b"],"train":2,"test":1}\n\1\2\3\4\0\1\5\6\1' | sha256sum
  assertEquals(
    datasetDigest(content),
    "366cb4bb816c7481e1dd8c38ad6955db535a826736bd9183f59dc0815ee3aa36",
  );
});

Deno.test("datasetDigest() differs where any part of the content does", () => {
  const others: Partial<Dataset>[] = [
    {},
    { shape: [2, 1, 1] },
    { classes: ["a", "c"] },
    { train: split([1, 2, 3, 5], [0, 1]) },
    { train: split([1, 2, 3, 4], [1, 1]) },
    { test: split([5, 7], [1]) },
    { train: split([1, 2], [0]), test: split([3, 4, 5, 6], [1, 1]) },
  ];
  const digests = others.map((change) => datasetDigest({ ...content, ...change }));
  assert(new Set(digests).size === others.length);
});
