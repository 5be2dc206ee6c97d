import pl from "nodejs-polars";
import { assertEquals } from "../testing/assert.ts";
import { panels } from "../testing/panel_specs.ts";
import { deepestNets } from "./deepest_nets.ts";

Deno.test("deepestNets() draws a line for each network and rate, and the 95 % that are asked for", () => {
  const history = pl.DataFrame({
    architecture: ["plain", "plain", "highway"],
    depth: [900, 900, 900],
    seed: [7, 7, 7],
    epoch: [1, 1, 1],
    accuracy: [0.1, 0.11, 0.9612345],
    learningRate: [0.001, 0.1, 0.1].map(Math.fround),
  });
  const figure = deepestNets(history);
  assertEquals(figure.title, "Training accuracy of nets of 900 layers");
  const [{ rows, layer: [rule, lines] }] = panels(figure);
  assertEquals<unknown>((rule as { data?: unknown }).data, { values: [{ accuracy: 0.95 }] });
  assertEquals<unknown>(rows, [
    { network: "plain, rate 0.001", seed: 7, epoch: 1, accuracy: 0.1 },
    { network: "plain, rate 0.1", seed: 7, epoch: 1, accuracy: 0.11 },
    { network: "highway, rate 0.1", seed: 7, epoch: 1, accuracy: 0.96123 },
  ]);
  const { encoding: { color: { scale } } } = lines as unknown as {
    encoding: { color: { scale: { domain: string[]; range: unknown[] } } };
  };
  assertEquals(scale.domain, ["highway, rate 0.1", "plain, rate 0.1", "plain, rate 0.001"]);
  assertEquals<unknown>(scale.range, [{ expr: "orange" }, { expr: "sky" }, { expr: "blue" }]);
  assertEquals(figure.legend.map(({ label, colour }) => [label, colour]), [
    ["highway, rate 0.1", "orange"],
    ["plain, rate 0.1", "sky"],
    ["plain, rate 0.001", "blue"],
  ]);
});
