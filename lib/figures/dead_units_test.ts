import pl from "nodejs-polars";
import { assertEquals } from "../testing/assert.ts";
import { panels } from "../testing/panel_specs.ts";
import { deadUnits } from "./dead_units.ts";

Deno.test("deadUnits() sets the dead fraction beside the gradient, zeros marked on its log axis", () => {
  const frame = pl.DataFrame({
    activation: ["relu", "relu"],
    initializer: ["glorot-uniform", "glorot-uniform"],
    depth: [2, 2],
    seed: [7, 7],
    epoch: [0, 3],
    layer: [1, 1],
    deadFraction: [0.25, 1],
    gradientNorm: [0.02, 0],
  });
  const [dead, gradient] = panels(deadUnits(frame));
  assertEquals(dead.encoding.y.scale?.domain, [0, 1]);
  assertEquals<unknown>(dead.rows, [
    { state: "before", seed: 7, layer: 1, value: 0.25 },
    { state: "after", seed: 7, layer: 1, value: 1 },
  ]);
  assertEquals(gradient.encoding.y.scale?.domain, [0.01, 0.1]);
  assertEquals<unknown>(gradient.rows, [
    { state: "before", seed: 7, layer: 1, value: 0.02 },
    { state: "after", seed: 7, layer: 1, value: 0.01, mark: "below" },
  ]);
});
