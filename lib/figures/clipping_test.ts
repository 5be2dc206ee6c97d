import pl from "nodejs-polars";
import { assertEquals } from "../testing/assert.ts";
import { clipping } from "./clipping.ts";

Deno.test("clipping() sets both states of a rate in one panel and ends what diverges at the top", () => {
  const losses = pl.DataFrame({
    seed: [7, 7, 7],
    learningRate: [0.01, 0.01, 0.03],
    settings: ["neither", "clipped", "neither"],
    epoch: [1, 1, 1],
    loss: [2.1234567, 1, NaN],
  });
  const { panels } = clipping(losses);
  assertEquals<unknown>(panels.map(({ name, title, rows }) => [name, title, rows]), [
    ["rate-1e-2", "Learning rate 0.01", [
      { state: "not clipped", seed: 7, epoch: 1, loss: 2.1235 },
      { state: "clipped at norm 1", seed: 7, epoch: 1, loss: 1 },
    ]],
    ["rate-3e-2", "Learning rate 0.03", [
      { state: "not clipped", seed: 7, epoch: 1, loss: 2.5, mark: "above" },
    ]],
  ]);
});
