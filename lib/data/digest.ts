import { createHash } from "node:crypto";
import type { Dataset } from "./dataset.ts";

/**
 * Digest of a data set's content, whatever its source: SHA-256 (hexadecimal) of a line of JSON with
 * shape, classes and both counts, then pixels and labels of the training split, then of the test
 * split.
 */
export function datasetDigest(
  { shape, classes, train, test }: Pick<Dataset, "shape" | "classes" | "train" | "test">,
): string {
  const hash = createHash("sha256");
  // The counts say where one array ends and the next begins.
  hash.update(JSON.stringify({ shape, classes, train: train.count, test: test.count }) + "\n");
  for (const { pixels, labels } of [train, test]) hash.update(pixels).update(labels);
  return hash.digest("hex");
}
