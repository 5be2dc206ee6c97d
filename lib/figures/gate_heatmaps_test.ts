import pl from "nodejs-polars";
import { assertEquals, assertThrows } from "../testing/assert.ts";
import { panels } from "../testing/panel_specs.ts";
import { gateHeatmaps } from "./gate_heatmaps.ts";

const threeRows = pl.DataFrame({
  dataset: ["glyphs", "glyphs", "glyphs"],
  seed: [7, 7, 8],
  layer: [2, 3, 2],
  unit: [1, 1, 1],
  bias: [-2, -1.5, -9],
  meanGate: [0.1, 0.4, 0.3],
  gate: [0.3, NaN, 0.5],
  output: [0.1234567, -1, 1],
});
const range = [
  "#3b4cc0",
  "#6282ea",
  "#8db0fe",
  "#b8d0f9",
  "#dddddd",
  "#f5c4ad",
  "#f49a7b",
  "#de604d",
  "#b40426",
];

Deno.test("gateHeatmaps() draws four maps of the lowest seed on the report's scales", () => {
  const drawn = panels(gateHeatmaps(threeRows));
  assertEquals(new Set(drawn.map(({ rows }) => rows)).size, 1);
  assertEquals<unknown>(drawn[0].rows, [
    { layer: 2, unit: 1, bias: -2, meanGate: 0.1, gate: 0.3, output: 0.12346 },
    { layer: 3, unit: 1, bias: -1.5, meanGate: 0.4, gate: null, output: -1 },
  ]);
  assertEquals<unknown>(drawn[0].spec, {
    width: { step: 200 },
    height: { step: 100 },
    view: { stroke: null },
    mark: { type: "rect" },
    encoding: {
      x: { field: "unit", type: "ordinal", title: "Block", axis: { values: [1], labelAngle: 0 } },
      y: { field: "layer", type: "ordinal", title: "Depth", axis: { values: [2, 3] } },
      color: {
        field: "bias",
        type: "quantitative",
        scale: {
          domain: [-2.7, -2.5875, -2.475, -2.3625, -2.25, -2.1375, -2.025, -1.9125, -1.8],
          range,
          clamp: true,
        },
        title: "bias; 1 of 2 off the scale",
        legend: {
          orient: "bottom",
          direction: "horizontal",
          gradientLength: 180,
          format: ".2~f",
          values: [-2.7, -2.25, -1.8],
        },
      },
    },
  });
  assertEquals<unknown>(
    drawn.map(({ name, subtitle, group, encoding: { color } }) => [
      name,
      subtitle,
      group,
      color.title,
    ]),
    [
      ["glyphs-bias", "bias; 1 of 2 off the scale"],
      ["glyphs-meanGate", "mean gate"],
      ["glyphs-gate", "gate; 1 of 2 off the scale"],
      ["glyphs-output", "output"],
    ].map(([name, title]) => [
      name,
      "Glyphs, seed 7",
      { name: "glyphs", title: "Glyphs, seed 7" },
      title,
    ]),
  );
});

/** First and last stop of each panel's colours. */
function ends(dataset: string) {
  const frame = threeRows.withColumns(pl.Series("dataset", Array(3).fill(dataset), pl.Utf8));
  return panels(gateHeatmaps(frame)).map(({ encoding }) => {
    const domain = encoding.color.scale?.domain as number[];
    return [domain[0], domain.at(-1)];
  });
}

Deno.test("gateHeatmaps() draws the seed that is asked for", () => {
  const [{ rows, subtitle }] = panels(gateHeatmaps(threeRows, { shown: { glyphs: 8 } }));
  assertEquals(rows.map(({ bias }) => bias), [-9]);
  assertEquals(subtitle, "Glyphs, seed 8");
});

Deno.test("gateHeatmaps() takes the scales of the set a stand-in stands in for", () => {
  const mnist = [[-2.7, -1.8], [0, 0.4], [0, 1], [-1, 1]];
  const other = [[-6, -2.8], [0, 0.3], [0, 1], [-1, 1]];
  assertEquals(["mnist", "glyphs"].map(ends), [mnist, mnist]);
  assertEquals(["cifar100", "textures"].map(ends), [other, other]);
});

Deno.test("gateHeatmaps() has a row for each data set", () => {
  const frame = threeRows
    .withColumns(pl.Series("dataset", ["cifar100", "glyphs", "glyphs"], pl.Utf8));
  const { panels, columns } = gateHeatmaps(frame);
  assertEquals([panels.length, columns], [8, 4]);
  assertEquals([panels[0].subtitle, panels[4].subtitle], ["CIFAR-100, seed 7", "Glyphs, seed 7"]);
});

Deno.test("gateHeatmaps() refuses unknown data sets, no rows and a missing column", () => {
  const other = threeRows.withColumns(pl.Series("dataset", ["a", "a", "a"], pl.Utf8));
  assertThrows(() => gateHeatmaps(other), RangeError, 'Unknown data set "a": it must be one of');
  assertThrows(() => gateHeatmaps(threeRows.limit(0)), RangeError, "without rows");
  assertThrows(() => gateHeatmaps(threeRows.drop("gate")), RangeError, '"gate"');
});
