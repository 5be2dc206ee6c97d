import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../testing/assert.ts";
import { generateTextures } from "./textures.ts";

const textures = generateTextures(1);

Deno.test("generateTextures() names the data set that it replaces", () => {
  assertEquals(textures.title, "Textures");
  assertEquals([textures.name, textures.standsInFor], ["textures", "cifar100"]);
  assertEquals([...textures.shape], [32, 32, 3]);
  assertEquals(new Set(textures.classes).size, 100);
  assertEquals(
    [textures.train.count, textures.test.count, textures.train.size],
    [10_000, 2_000, 3072],
  );
  assertEquals(textures.train.pixels.length, 10_000 * 3072);
});

Deno.test("generateTextures() gives an equal set for an equal seed, another for another", () => {
  assertEquals(generateTextures(1).digest, textures.digest);
  assert(generateTextures(2).digest !== textures.digest);
  assertThrows(() => generateTextures(NaN), RangeError, "NaN");
});

Deno.test("generateTextures() has each class as often", () => {
  for (const { count, labels } of [textures.train, textures.test]) {
    for (let texture = 0; texture < 100; texture++) {
      assertEquals(labels.filter((label) => label === texture).length, count / 100);
    }
  }
});

Deno.test("generateTextures() tints classes: red ones have more red than green ones", () => {
  const { pixels, labels } = textures.test;
  const mean = (hue: string, channel: number) => {
    let [sum, count] = [0, 0];
    for (let index = channel; index < pixels.length; index += 3) {
      if (!textures.classes[labels[Math.floor(index / 3072)]].startsWith(hue)) continue;
      sum += pixels[index];
      count++;
    }
    return sum / count;
  };
  assert(mean("red", 0) > mean("green", 0) + 15);
  assert(mean("green", 1) > mean("red", 1) + 15);
});

Deno.test("generateTextures() keeps pixels away from both ends, on average grey", () => {
  const { pixels } = textures.train;
  let [sum, ends] = [0, 0];
  for (const pixel of pixels) {
    sum += pixel;
    if (pixel === 0 || pixel === 255) ends++;
  }
  assertAlmostEquals(sum / pixels.length, 128, 5);
  assert(ends / pixels.length < 0.02);
});
