import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../testing/assert.ts";
import { generateGlyphs } from "./glyphs.ts";

const glyphs = generateGlyphs(1);

Deno.test("generateGlyphs() names the data set that it replaces", () => {
  assertEquals(glyphs.title, "Glyphs");
  assertEquals([glyphs.name, glyphs.standsInFor], ["glyphs", "mnist"]);
  assertEquals([...glyphs.shape], [28, 28, 1]);
  assertEquals(glyphs.classes, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
  assertEquals([glyphs.train.count, glyphs.test.count, glyphs.train.size], [12_000, 2_000, 784]);
  assertEquals(glyphs.train.pixels.length, 12_000 * 784);
});

Deno.test("generateGlyphs() gives an equal set for an equal seed, another for another", () => {
  const again = generateGlyphs(1);
  assertEquals(again.digest, glyphs.digest);
  assertEquals(again.test.pixels.slice(0, 7840), glyphs.test.pixels.slice(0, 7840));
  assert(generateGlyphs(2).digest !== glyphs.digest);
  assertThrows(() => generateGlyphs(0.5), RangeError, "0.5");
});

Deno.test("generateGlyphs() has each digit as often, and no image twice", () => {
  const seen = new Set<string>();
  for (const { count, size, pixels, labels } of [glyphs.train, glyphs.test]) {
    for (let digit = 0; digit < 10; digit++) {
      assertEquals(labels.filter((label) => label === digit).length, count / 10);
    }
    for (let row = 0; row < count; row++) {
      seen.add(pixels.subarray(row * size, row * size + size).join());
    }
  }
  assertEquals(seen.size, 14_000);
});

Deno.test("generateGlyphs() draws light on dark, the margin dark", () => {
  const { pixels, count } = glyphs.train;
  let sum = 0, margin = 0;
  for (let index = 0; index < pixels.length; index++) {
    sum += pixels[index];
    if (index % 784 < 28) margin += pixels[index];
  }
  // MNIST: mean 0.1307, top row 0.
  assertAlmostEquals(sum / pixels.length / 255, 0.13, 0.05);
  assert(margin / (28 * count) / 255 < 0.05);
});

Deno.test("generateGlyphs() is neither noise nor solved by the nearest class mean", () => {
  const { train, test } = glyphs;
  const means = Array.from({ length: 10 }, () => new Float64Array(784));
  train.pixels.forEach((pixel, index) => {
    means[train.labels[Math.floor(index / 784)]][index % 784] += pixel / 1200;
  });
  let right = 0;
  for (let row = 0; row < test.count; row++) {
    const image = test.pixels.subarray(row * 784, (row + 1) * 784);
    const distances = means.map((mean) =>
      mean.reduce((sum, value, index) => sum + (value - image[index]) ** 2, 0)
    );
    if (distances.indexOf(Math.min(...distances)) === test.labels[row]) right++;
  }
  // Nearest mean on MNIST: 0.82.
  const accuracy = right / test.count;
  assert(accuracy > 0.5 && accuracy < 0.85, `${accuracy}`);
});
