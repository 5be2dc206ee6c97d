import { assert, assertEquals, assertThrows } from "../testing/assert.ts";
import { publishedClasses, realData } from "./_fixtures.ts";
import { type Cifar100, type Cifar100Examples, readCifar100 } from "./cifar100.ts";
import { isPublishedCifar100 } from "./cifar100_content.ts";

/** Images in black, grey and white, as many of each as give these means and deviations. */
function plausible(means: readonly number[], deviations: readonly number[]): Cifar100Examples {
  const count = 100;
  const pixels = new Uint8Array(count * 3072);
  for (const channel of [0, 1, 2]) {
    const mean = 255 * means[channel];
    const square = mean ** 2 + (255 * deviations[channel]) ** 2;
    const white = (square - 128 * mean) / (255 * (255 - 128));
    const grey = (mean - 255 * white) / 128;
    for (let index = 0; index < count * 1024; index++) {
      const at = index / (count * 1024);
      pixels[3 * index + channel] = at < white ? 255 : at < white + grey ? 128 : 0;
    }
  }
  const labels = Uint8Array.from({ length: count }, (_, row) => row);
  const superclassSizes = new Uint32Array(20).fill(count / 20);
  return { count, size: 3072, pixels, labels, recordsDigest: "other", superclassSizes };
}

const train = plausible([0.50707, 0.4865, 0.44092], [0.26733, 0.25644, 0.27615]);
const test = plausible([0.5088, 0.48739, 0.44194], [0.26825, 0.25736, 0.2771]);
const content: Cifar100 = { shape: [32, 32, 3], classes: publishedClasses, train, test };

Deno.test("isPublishedCifar100() distinguishes plausible from published content", () => {
  assertEquals(isPublishedCifar100("x", content), false);
});

Deno.test("isPublishedCifar100() refuses names, class sizes and pixels that are not CIFAR-100's", () => {
  const swapped = publishedClasses.with(3, "beaver").with(4, "bear");
  const black = train.pixels.map(() => 0);
  const inverted = test.pixels.map((value) => 255 - value);
  const zeros = train.labels.map(() => 0);
  const one = train.labels.with(7, 8);
  for (
    const [changes, message] of [
      [
        { classes: publishedClasses.toReversed() },
        "the SHA-256 of its class names must be ba1221b0",
      ],
      [{ classes: swapped }, "(other names, or in another order)"],
      [
        { train: { ...train, labels: zeros } },
        "it must have 1 training images of each class, received 100",
      ],
      [
        { test: { ...test, labels: one } },
        "1 test images of each class, received 0 of class 7",
      ],
      [
        { train: { ...train, superclassSizes: train.superclassSizes.with(2, 6) } },
        "it must have 5 training images of each superclass, received 6 of superclass 2",
      ],
      [
        { train: { ...train, pixels: black } },
        "the red of its training images must have mean 0.5071 and standard deviation 0.2673, " +
        "received 0.0000 and 0.0000",
      ],
      [{ test: { ...test, pixels: inverted } }, "the red of its test images must have mean 0.5088"],
      [{ test: train }, "the red of its test images must have mean 0.5088"],
    ] as const
  ) {
    const error = assertThrows(
      () => isPublishedCifar100("x", { ...content, ...changes }),
      RangeError,
      message,
    );
    assert(error.message.startsWith('Cannot use "x" as CIFAR-100: '), error.message);
  }
});

Deno.test({
  name: "isPublishedCifar100() recognizes the published images, and a changed one",
  ignore: !realData("cifar-100-binary"),
  async fn() {
    const path = realData("cifar-100-binary")!;
    const content = await readCifar100(path);
    assertEquals(isPublishedCifar100(path, content), true);
    assertEquals(content.classes, publishedClasses);
    for (const split of ["train", "test"] as const) {
      const changed = { ...content[split], recordsDigest: "other" }; // its statistics are checked
      assertEquals(isPublishedCifar100(path, { ...content, [split]: changed }), false);
    }
  },
});
