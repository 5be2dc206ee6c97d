import pl from "nodejs-polars";
import { assertEquals } from "../testing/assert.ts";
import { clipping } from "./clipping.ts";

Deno.test("clipping() sets both states of a rate in one panel and ends what diverges at the top", () => {
  const losses = pl.DataFrame({
    seed: [7, 7, 7],
    learningRate: [0.01, 0.01, 0.03],
    clipNorm: [Infinity, 1, Infinity],
    epoch: [1, 1, 1],
    loss: [2.1234567, 1, NaN],
  });
  const spec = clipping(losses, { subtitle: "MNIST" });
  assertEquals("data" in spec && spec.data, {
    values: [
      { state: "not clipped", learningRate: 0.01, seed: 7, epoch: 1, loss: 2.1235 },
      { state: "clipped at norm 1", learningRate: 0.01, seed: 7, epoch: 1, loss: 1 },
      {
        state: "not clipped",
        learningRate: 0.03,
        seed: 7,
        epoch: 1,
        loss: 2.5,
        mark: "above the axis or not finite",
      },
    ],
  });
});
