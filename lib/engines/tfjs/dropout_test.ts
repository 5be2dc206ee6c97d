import * as tf from "@tensorflow/tfjs";
import { assert, assertAlmostEquals, assertEquals } from "../../testing/assert.ts";
import { startBackend } from "./backend.ts";
import { dropoutMasks } from "./dropout.ts";

Deno.test("dropoutMasks() drops that fraction and keeps the mean", async () => {
  await startBackend("cpu");
  for (const rate of [0.2, 0.5, 0.9]) {
    const mask = dropoutMasks({ seed: 1, epoch: 1, step: 0 })([100, 10, 20], rate);
    assertEquals(mask.shape, [100, 10, 20]);
    const values = mask.dataSync();
    const dropped = values.filter((value) => value === 0).length / values.length;
    assertAlmostEquals(dropped, rate, 0.015); // 20,000 draws: a standard error of up to 0.0035
    const kept = Math.fround(1 / (1 - rate));
    assert(values.every((value) => value === 0 || value === kept), `others than 0 and ${kept}`);
  }
});

Deno.test("dropoutMasks() are equal for an equal step, in turn, and differ within one", async () => {
  await startBackend("cpu");
  const draw = (step: number) => {
    const mask = dropoutMasks({ seed: 1, epoch: 1, step });
    return [mask([50], 0.5), mask([50], 0.5)].map((one: tf.Tensor) => one.dataSync().join());
  };
  assertEquals(draw(3), draw(3));
  assertEquals(new Set([...draw(3), ...draw(4)]).size, 4);
});
