import pl from "nodejs-polars";
import { assertEquals, assertThrows } from "../testing/assert.ts";
import { panels } from "../testing/panel_specs.ts";
import { gateMeans } from "./gate_means.ts";

const rows = pl.DataFrame({
  dataset: ["glyphs", "glyphs", "glyphs", "glyphs"],
  seed: [1, 1, 1, 2],
  layer: [2, 2, 3, 2],
  initialBias: [-1, -1, -1, -1],
  meanGate: [0.25, 0.3123456, 0.5, 0.75],
});

Deno.test("gateMeans() draws each map's gate by layer, and the layers' means, a panel for each seed", () => {
  const drawn = panels(gateMeans(rows));
  assertEquals(drawn.map(({ title, subtitle }) => [title, subtitle]), [
    ["Glyphs, seed 1", "dashed: before training, about 0.27"],
    ["Glyphs, seed 2", "dashed: before training, about 0.27"],
  ]);
  assertEquals<unknown>(drawn.map(({ rows }) => rows), [
    [{ layer: 2, gate: 0.25 }, { layer: 2, gate: 0.31235 }, { layer: 3, gate: 0.5 }],
    [{ layer: 2, gate: 0.75 }],
  ]);
  for (const { encoding, layer } of drawn) {
    assertEquals(encoding.x.scale!.domain, [2, 3]);
    assertEquals(encoding.y.scale!.domain, [0, 1]);
    const [rule, dots, line] = layer as unknown as Record<string, Record<string, unknown>>[];
    assertEquals<unknown>(rule.data, { values: [{ gate: 0.26894 }] }); // σ(−1)
    assertEquals([rule, dots, line].map(({ mark }) => mark.type), ["rule", "point", "line"]);
    const mean = { aggregate: "mean", field: "gate", type: "quantitative" };
    assertEquals<unknown>(line.encoding.y, mean);
  }
});

Deno.test("gateMeans() refuses no rows and a missing column", () => {
  assertThrows(() => gateMeans(rows.limit(0)), RangeError, "without rows");
  const without = rows.drop("initialBias");
  assertThrows(() => gateMeans(without), RangeError, '"initialBias"');
});
