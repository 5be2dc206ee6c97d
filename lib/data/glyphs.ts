import { uniformFloat32 } from "pure-rand/distribution/uniformFloat32";
import { type RandomGenerator, stream } from "../random.ts";
import { generateExamples } from "./_generated_examples.ts";
import type { Dataset } from "./dataset.ts";
import { datasetDigest } from "./digest.ts";
import { glyphStrokes, type Stroke } from "./_glyph_strokes.ts";

const side = 28;
const classes = glyphStrokes.map((_, digit) => String(digit));
const sizes = { size: side * side, classes: classes.length };

/** Uniform on [from, to). */
function between(random: RandomGenerator, from: number, to: number): number {
  return from + (to - from) * uniformFloat32(random);
}

/** A random map from the unit square to the image, in pixels: slant, size, place and bend. */
function drawWarp(random: RandomGenerator): (x: number, y: number) => [number, number] {
  const angle = between(random, -0.2, 0.2);
  const shear = between(random, -0.3, 0.3);
  const width = between(random, 12, 18);
  const height = between(random, 15, 21);
  const left = side / 2 + between(random, -1.75, 1.75);
  const top = side / 2 + between(random, -1.75, 1.75);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  // Elastic: a wave across the glyph moves each coordinate by up to 1.5 pixels.
  const waves = [0, 1].map(() => ({
    size: between(random, 0, 1.5),
    phase: between(random, 0, 2 * Math.PI),
    alongX: between(random, -5, 5),
    alongY: between(random, -5, 5),
  }));
  return (x, y) => {
    const [bendX, bendY] = waves.map(({ size, phase, alongX, alongY }) =>
      size * Math.sin(phase + alongX * x + alongY * y)
    );
    const v = (y - 0.5) * height;
    const u = (x - 0.5) * width + shear * v;
    return [left + cos * u - sin * v + bendX, top + sin * u + cos * v + bendY];
  };
}

/** Lowers the squared distance to the segment a–b of every pixel centre within `reach` of it. */
function approach(
  distances: Float32Array,
  [ax, ay]: readonly number[],
  [bx, by]: readonly number[],
  reach: number,
): void {
  const [dx, dy] = [bx - ax, by - ay];
  const squaredLength = dx * dx + dy * dy;
  const first = (low: number) => Math.max(0, Math.floor(low - reach));
  const last = (high: number) => Math.min(side - 1, Math.ceil(high + reach));
  const [left, right] = [first(Math.min(ax, bx)), last(Math.max(ax, bx))];
  const bottom = last(Math.max(ay, by));
  for (let row = first(Math.min(ay, by)); row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const [px, py] = [column + 0.5 - ax, row + 0.5 - ay];
      const along = squaredLength > 0 ? (px * dx + py * dy) / squaredLength : 0;
      const t = Math.min(1, Math.max(0, along));
      const squared = (px - t * dx) ** 2 + (py - t * dy) ** 2;
      const index = row * side + column;
      if (squared < distances[index]) distances[index] = squared;
    }
  }
}

/** Draws `strokes` into `image`, with random warp, pen, ink and paper grain. */
function drawGlyph(image: Uint8Array, strokes: readonly Stroke[], random: RandomGenerator): void {
  const warp = drawWarp(random);
  const radius = between(random, 0.7, 1.9);
  const ink = between(random, 150, 255);
  const noise = between(random, 0, 60);
  const reach = radius + 1;
  const distances = new Float32Array(side * side).fill(reach * reach);
  for (const stroke of strokes) {
    // Each stroke is shifted and scaled a little.
    const [shiftX, shiftY] = [between(random, -0.07, 0.07), between(random, -0.07, 0.07)];
    const scale = between(random, 0.85, 1.15);
    const points = stroke.map(([x, y]) => {
      const [x0, y0] = stroke[0];
      return warp(x0 + scale * (x - x0) + shiftX, y0 + scale * (y - y0) + shiftY);
    });
    for (let k = 1; k < points.length; k++) approach(distances, points[k - 1], points[k], reach);
  }
  for (let index = 0; index < image.length; index++) {
    const cover = Math.min(1, Math.max(0, radius + 0.5 - Math.sqrt(distances[index])));
    const grain = noise * (uniformFloat32(random) + uniformFloat32(random) - 1);
    image[index] = Math.min(255, Math.max(0, ink * cover + grain));
  }
}

/** Draws one of the digit's variants. */
function drawDigit(image: Uint8Array, digit: number, random: RandomGenerator): void {
  const variants = glyphStrokes[digit];
  drawGlyph(image, variants[Math.floor(uniformFloat32(random) * variants.length)], random);
}

/**
 * Generated stand-in for MNIST: the ten digits drawn from strokes, each image with a random slant,
 * size, place, bend, pen, ink and paper grain. 12,000 training and 2,000 test images of shape
 * [28, 28, 1], digits light on dark.
 *
 * Equal seeds give equal sets. Measured over three seeds, test accuracy after ten epochs (momentum
 * 0.9, learning rate 0.01, batch 128): a plain 10-layer tanh net of width 71 gets 96.3 to 97.8 %, a
 * linear model 85 to 87 %.
 *
 * @throws {RangeError} If the seed is not an integer.
 */
export function generateGlyphs(seed: number): Dataset {
  const content = {
    shape: [side, side, 1] as const,
    classes,
    train: generateExamples({ ...sizes, count: 12_000 }, stream(seed, "glyphs/train"), drawDigit),
    test: generateExamples({ ...sizes, count: 2_000 }, stream(seed, "glyphs/test"), drawDigit),
  };
  return {
    name: "glyphs",
    title: "Glyphs",
    standsInFor: "mnist",
    ...content,
    digest: datasetDigest(content),
  };
}
