import pl from "nodejs-polars";
import { assertEquals, assertThrows } from "../testing/assert.ts";
import { panels } from "./_spec_parts.ts";
import { gateHeatmaps } from "./gate_heatmaps.ts";

const threeRows = pl.DataFrame({
  dataset: ["Glyphs", "Glyphs", "Glyphs"],
  seed: [7, 7, 8],
  layer: [2, 3, 2],
  unit: [1, 1, 1],
  bias: [-2, -1.5, -9],
  meanGate: [0.1, 0.4, 0.3],
  gate: [0.3, NaN, 0.5],
  output: [0.1234567, -1, 1],
});
const glyphs = { name: "glyphs", title: "Glyphs", standsInFor: "mnist" } as const;
const cifar100 = { name: "cifar100", title: "CIFAR-100" } as const;

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
  const spec = gateHeatmaps(threeRows, { subtitle: "", datasets: [cifar100, glyphs] });
  assertEquals<unknown>(spec.data, {
    values: [
      {
        dataset: "Glyphs",
        layer: 2,
        unit: 1,
        bias: -2,
        meanGate: 0.1,
        gate: 0.3,
        output: 0.12346,
      },
      {
        dataset: "Glyphs",
        layer: 3,
        unit: 1,
        bias: -1.5,
        meanGate: 0.4,
        gate: null,
        output: -1,
      },
    ],
  });
  const drawn = panels(spec);
  assertEquals<unknown>(drawn[0], {
    title: {
      text: "Transform Gate Biases",
      anchor: "middle",
      frame: "group",
      fontSize: 12,
      fontWeight: "normal",
      offset: 6,
    },
    width: { step: 200 },
    height: { step: 100 },
    view: { stroke: null },
    transform: [{ filter: { field: "dataset", equal: "Glyphs" } }],
    mark: { type: "rect" },
    encoding: {
      x: { field: "unit", type: "ordinal", title: "Block", axis: { values: [1], labelAngle: 0 } },
      y: {
        field: "layer",
        type: "ordinal",
        title: ["Glyphs, seed 7", "Depth"],
        axis: { values: [2, 3] },
      },
      color: {
        field: "bias",
        type: "quantitative",
        scale: {
          domain: [-2.7, -2.5875, -2.475, -2.3625, -2.25, -2.1375, -2.025, -1.9125, -1.8],
          range,
          clamp: true,
        },
        title: ["bias", "1 of 2", "off the scale"],
        legend: { gradientLength: 144, tickCount: 5 },
      },
    },
  });
  assertEquals<unknown>(
    drawn.map(({ title, encoding: { y, color } }) => [title.text, y.title, color.title]),
    [
      ["Transform Gate Biases", ["Glyphs, seed 7", "Depth"], ["bias", "1 of 2", "off the scale"]],
      ["Mean Transform Gate Outputs", "Depth", "mean gate"],
      ["Transform Gate Outputs", "Depth", ["gate", "1 of 2", "off the scale"]],
      ["Block Outputs", "Depth", "output"],
    ],
  );
});

/** First and last stop of each panel's colours. */
function ends(title: string, dataset: Parameters<typeof gateHeatmaps>[1]["datasets"][number]) {
  const frame = threeRows.withColumns(pl.Series("dataset", [title, title, title], pl.Utf8));
  return panels(gateHeatmaps(frame, { subtitle: "", datasets: [dataset] })).map(
    ({ encoding }) => {
      const domain = encoding.color.scale?.domain as number[];
      return [domain[0], domain.at(-1)];
    },
  );
}

Deno.test("gateHeatmaps() draws the seed that is asked for", () => {
  const options = { subtitle: "", datasets: [glyphs], shown: { Glyphs: 8 } };
  const spec = gateHeatmaps(threeRows, options);
  const { values } = spec.data as unknown as { values: { bias: number }[] };
  assertEquals(values.map(({ bias }) => bias), [-9]);
  assertEquals(panels(spec)[0].encoding.y.title, ["Glyphs, seed 8", "Depth"]);
});

Deno.test("gateHeatmaps() takes the scales of the set a stand-in stands in for", () => {
  const mnist = [[-2.7, -1.8], [0, 0.4], [0, 1], [-1, 1]];
  const other = [[-6, -2.8], [0, 0.3], [0, 1], [-1, 1]];
  assertEquals(ends("MNIST", { name: "mnist", title: "MNIST" }), mnist);
  assertEquals(ends("Glyphs", glyphs), mnist);
  assertEquals(ends("CIFAR-100", cifar100), other);
  assertEquals(
    ends("Textures", { name: "textures", title: "Textures", standsInFor: "cifar100" }),
    other,
  );
});

Deno.test("gateHeatmaps() has a row for each data set, titles above the first", () => {
  const frame = threeRows
    .withColumns(pl.Series("dataset", ["CIFAR-100", "Glyphs", "Glyphs"], pl.Utf8));
  const drawn = panels(gateHeatmaps(frame, { subtitle: "", datasets: [glyphs, cifar100] }));
  assertEquals(drawn.map(({ title }) => title !== undefined), [
    ...[true, true, true, true],
    ...[false, false, false, false],
  ]);
  assertEquals(drawn[0].encoding.y.title, ["Glyphs, seed 7", "Depth"]);
  assertEquals(drawn[4].encoding.y.title, ["CIFAR-100, seed 7", "Depth"]);
});

Deno.test("gateHeatmaps() refuses unknown data sets, no rows and a missing column", () => {
  const options = { subtitle: "", datasets: [cifar100] };
  assertThrows(
    () => gateHeatmaps(threeRows, options),
    RangeError,
    'data set "Glyphs": it must be one of "CIFAR-100"',
  );
  assertThrows(
    () =>
      gateHeatmaps(threeRows, { subtitle: "", datasets: [{ name: "glyphs", title: "Glyphs" }] }),
    RangeError,
    "the report has none for it",
  );
  assertThrows(() => gateHeatmaps(threeRows.limit(0), options), RangeError, "without rows");
  assertThrows(() => gateHeatmaps(threeRows.drop("gate"), options), RangeError, '"gate"');
});
