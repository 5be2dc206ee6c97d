import pl from "nodejs-polars";
import { assertEquals } from "../testing/assert.ts";
import { description } from "./description.ts";
import { variants } from "./variants.ts";

Deno.test("variants() names a net by what it is, its point by weights or help, its place by the last epoch", () => {
  const losses = pl.DataFrame({
    architecture: ["plain", "highway", "highway", "highway"],
    depth: [10, 50, 50, 50],
    activation: ["tanh", "relu", "relu", "relu"],
    initializer: ["random-normal", "glorot-uniform", "glorot-uniform", "glorot-uniform"],
    learningRate: [Math.fround(0.01), 1, 1, 0.96],
    settings: ["neither", "clipped", "neither", "neither"],
    seed: [1, 1, 1, 1],
    epoch: [1, 1, 1, 2],
    loss: [2.1234567, 0.1, 2.2, Infinity],
  });
  const figure = variants(losses);
  const net = "highway 50, ReLU, rate 1";
  assertEquals(figure.panels[0].rows, [
    { net: "plain 10, Tanh, rate 0.01", state: "fixed deviation", seed: 1, loss: 2.1235 },
    { net, state: "Glorot, clipped", seed: 1, loss: 0.1 },
    { net, state: "Glorot", seed: 1, loss: 2.5, mark: "above" },
  ]);
  assertEquals(
    description(figure),
    "Claims 19 to 21: other weights, activations and rates. Training loss after the last epoch, " +
      "Mean Cross Entropy Error: plain 10, Tanh, rate 0.01: fixed deviation 2.12; " +
      "highway 50, ReLU, rate 1: Glorot, clipped 0.1, Glorot 2.5.",
  );
});
