import { createHash } from "node:crypto";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "./testing/assert.ts";
import { normal, permutation, sample, stream, uniform } from "./random.ts";

Deno.test("stream() gives equal numbers for an equal seed and purpose, others otherwise", () => {
  const numbers = (seed: number, purpose: string) => uniform(stream(seed, purpose), 8, 1);
  assertEquals(numbers(1, "a"), numbers(1, "a"));
  assert(numbers(1, "a")[0] !== numbers(2, "a")[0]);
  assert(numbers(1, "a")[0] !== numbers(1, "b")[0]);
  assertThrows(() => stream(0.5, "a"), RangeError, "received 0.5");
});

Deno.test("stream() has the first 128 bits of SHA-256 as its state, and nothing of Node's", async () => {
  const hash = createHash("sha256").update("7/batches of epoch 3, Ω").digest();
  const state = [0, 4, 8, 12].map((offset) => hash.readInt32LE(offset));
  assertEquals(stream(7, "batches of epoch 3, Ω").getState(), state);
  const source = await Deno.readTextFile(new URL("random.ts", import.meta.url));
  assert(!source.includes('from "node:'), "it runs in a browser too");
});

Deno.test("stream() begins with unrelated numbers for purposes that differ little", () => {
  const count = 1000;
  const first = Array.from({ length: count }, (_, i) => uniform(stream(1, `trial ${i}`), 1, 1)[0]);
  for (const lag of [1, 2, 4, 10]) {
    const products = first.slice(lag).map((value, index) => value * first[index]);
    const covariance = products.reduce((sum, value) => sum + value, 0) / products.length;
    assertAlmostEquals(covariance, 0, 0.05); // five standard errors; 1/3 if they were equal
  }
});

Deno.test("uniform() and normal() have the variance that their name says", () => {
  const count = 100_000;
  const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / count;
  // The standard error of a mean of 1e5 draws is below 0.002 here, of a variance below 0.005.
  const flat = uniform(stream(1, "flat"), count, 1);
  assertAlmostEquals(mean(flat), 0, 0.01);
  assertAlmostEquals(mean(flat.map((x) => x * x)), 1 / 3, 0.01);
  assert(flat.every((x) => x >= -1 && x <= 1));
  const bell = normal(stream(1, "bell"), count, 1);
  assertAlmostEquals(mean(bell), 0, 0.015);
  assertAlmostEquals(mean(bell.map((x) => x * x)), 1, 0.025);
  assertAlmostEquals(mean(bell.map((x) => x ** 4)), 3, 0.15);
});

Deno.test("permutation() holds every index once and moves them", () => {
  const order = permutation(stream(1, "order"), 1000);
  assertEquals([...order].sort((a, b) => a - b), [...Array(1000).keys()]);
  assert(order.filter((value, index) => value === index).length < 20);
});

Deno.test("permutation() puts every element first equally often", () => {
  const firsts = [0, 0, 0];
  const random = stream(1, "firsts");
  for (let run = 0; run < 3000; run++) firsts[permutation(random, 3)[0]]++;
  for (const count of firsts) assertAlmostEquals(count, 1000, 130); // five standard deviations
});

Deno.test("sample() gives different indices, in order, and refuses more than there are", () => {
  const rows = sample(stream(1, "rows"), 50, 100);
  assertEquals(new Set(rows).size, 50);
  assertEquals([...rows], [...rows].sort((a, b) => a - b));
  assertThrows(() => sample(stream(1, "rows"), 3, 2), RangeError, "Cannot sample 3 of 2");
});
