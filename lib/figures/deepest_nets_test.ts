import pl from "nodejs-polars";
import { assertEquals } from "../testing/assert.ts";
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
  const spec = deepestNets(history, { subtitle: "MNIST" });
  assertEquals("title" in spec && spec.title, {
    text: "Claim 12: nets of 900 layers",
    subtitle: "MNIST",
  });
  const [rule, lines] = "layer" in spec ? spec.layer : [];
  assertEquals<unknown>(rule.data, { values: [{ accuracy: 0.95 }] });
  assertEquals<unknown>(lines.data, {
    values: [
      { network: "plain, rate 0.001", seed: 7, epoch: 1, accuracy: 0.1 },
      { network: "plain, rate 0.1", seed: 7, epoch: 1, accuracy: 0.11 },
      { network: "highway, rate 0.1", seed: 7, epoch: 1, accuracy: 0.96123 },
    ],
  });
  const { color } = lines.encoding as { color: { scale: { domain: string[]; range: string[] } } };
  assertEquals(color.scale.domain, ["highway, rate 0.1", "plain, rate 0.1", "plain, rate 0.001"]);
  assertEquals(new Set(color.scale.range).size, 3);
});
