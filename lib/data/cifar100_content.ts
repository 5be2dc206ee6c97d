/**
 * Checks whether records are those of the published CIFAR-100, in any order.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Cifar100, Cifar100Examples } from "./cifar100.ts";

/** SHA-256 of the published class names, one a line. */
const namesDigest = "ba1221b025783b34d1f1dfa9e19b076dec5fd43b895d78aeb23083ef12168235";

/** Means and standard deviations of red, green and blue, on [0, 1]. */
const published = {
  train: {
    recordsDigest: "ad6f8b3f27b80cb26c34ea8d0693fdf47cb7ad89d0d51034ccab1eca5d33d405",
    means: ["0.5071", "0.4865", "0.4409"],
    deviations: ["0.2673", "0.2564", "0.2762"],
  },
  test: {
    recordsDigest: "f6556ddfe5daabecac8e1b4b2986020abaffc5b7934f88f040d5fc07eaa7307f",
    means: ["0.5088", "0.4874", "0.4419"],
    deviations: ["0.2683", "0.2574", "0.2771"],
  },
} as const;

const colours = ["red", "green", "blue"] as const;

/**
 * Whether this is the content of the published CIFAR-100, by digests that do not depend on the order
 * of the records. Other content is refused unless it has the published class names, class sizes, and
 * means and standard deviations of the channels to four digits.
 *
 * @param path For errors.
 * @throws {RangeError} If it cannot be CIFAR-100.
 */
export function isPublishedCifar100(path: string, content: Cifar100): boolean {
  checkNames(path, content.classes);
  const unknown = (["train", "test"] as const).filter((split) =>
    content[split].recordsDigest !== published[split].recordsDigest
  );
  for (const split of unknown) {
    const label = `${split === "train" ? "training" : "test"} images`;
    checkClassSizes(path, label, content[split]);
    checkPixels(path, label, content[split], published[split]);
  }
  return unknown.length === 0;
}

function refuse(path: string, expected: string, received: string): never {
  throw new RangeError(
    `Cannot use ${JSON.stringify(path)} as CIFAR-100: ${expected}, received ${received}`,
  );
}

function checkNames(path: string, names: readonly string[]): void {
  const lines = names.map((name) => `${name}\n`).join("");
  const digest = createHash("sha256").update(lines).digest("hex");
  if (digest === namesDigest) return;
  const expected = `the SHA-256 of its class names must be ${namesDigest}`;
  refuse(path, expected, `${digest} (other names, or in another order)`);
}

/** Each class, and each superclass, must have an equal share of the images. */
function checkClassSizes(
  path: string,
  images: string,
  { count, labels, superclassSizes }: Cifar100Examples,
): void {
  const classSizes = new Uint32Array(100);
  for (const label of labels) classSizes[label]++;
  for (const [kind, sizes] of Object.entries({ class: classSizes, superclass: superclassSizes })) {
    const share = count / sizes.length;
    const index = sizes.findIndex((size) => size !== share);
    if (index < 0) continue;
    const expected = `it must have ${share} ${images} of each ${kind}`;
    refuse(path, expected, `${sizes[index]} of ${kind} ${index}`);
  }
}

function checkPixels(
  path: string,
  images: string,
  { pixels }: Cifar100Examples,
  { means, deviations }: { readonly [statistic in "means" | "deviations"]: readonly string[] },
): void {
  const sums = [0, 0, 0];
  const squares = [0, 0, 0];
  for (let index = 0; index < pixels.length; index += 3) {
    for (let channel = 0; channel < 3; channel++) {
      const value = pixels[index + channel];
      sums[channel] += value;
      squares[channel] += value * value;
    }
  }
  const count = pixels.length / 3;
  for (const [channel, colour] of colours.entries()) {
    const mean = sums[channel] / count;
    const deviation = Math.sqrt(squares[channel] / count - mean * mean);
    const received = [mean, deviation].map((value) => (value / 255).toFixed(4));
    if (received[0] === means[channel] && received[1] === deviations[channel]) continue;
    refuse(
      path,
      `the ${colour} of its ${images} must have mean ${means[channel]} and standard deviation ` +
        deviations[channel],
      received.join(" and "),
    );
  }
}
