import pl from "nodejs-polars";
import { assertEquals } from "../testing/assert.ts";
import { variants } from "./variants.ts";

Deno.test("variants() names a net by what it is, its point by weights or help", () => {
  const losses = pl.DataFrame({
    architecture: ["plain", "highway", "highway"],
    depth: [10, 50, 50],
    activation: ["tanh", "relu", "relu"],
    initializer: ["random-normal", "glorot-uniform", "glorot-uniform"],
    learningRate: [0.01, 1, 1],
    help: ["neither", "clipped", "neither"],
    seed: [1, 1, 1],
    loss: [2.1234567, 0.1, Infinity],
  });
  const spec = variants(losses, { subtitle: "MNIST" });
  const [net, within] = ["highway 50, relu, rate 1", "within the axis"];
  assertEquals("data" in spec && spec.data, {
    values: [
      {
        net: "plain 10, tanh, rate 0.01",
        state: "fixed deviation",
        seed: 1,
        loss: 2.1235,
        end: within,
      },
      { net, state: "Glorot, clipped", seed: 1, loss: 0.1, end: within },
      { net, state: "Glorot", seed: 1, loss: 2.5, end: "above the axis or not finite" },
    ],
  });
});
