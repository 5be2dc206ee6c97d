import pl from "nodejs-polars";
import { assertEquals, assertThrows } from "../testing/assert.ts";
import { meanActivation } from "./mean_activation.ts";
import { panels } from "../testing/panel_specs.ts";

const threeRows = pl.DataFrame({
  activation: ["relu", "relu", "relu"],
  initializer: ["glorot-uniform", "glorot-uniform", "glorot-uniform"],
  depth: [2, 2, 2],
  seed: [7, 7, 7],
  epoch: [0, 3, 3],
  layer: [1, 1, 2],
  mean: [0.1234567, 0.05, NaN],
  unitMeanStd: [0.2, 0.1, 0],
  variance: [0.04, 0.01, 0],
});
const published = [{ layer: 2, value: 0.14 }, { layer: 60, value: 0 }]; // 60: we have none

const x = {
  field: "layer",
  type: "quantitative",
  title: "Layer no",
  scale: { domain: [0, 2], nice: false },
};
Deno.test("meanActivation() draws a line before and after training, and the report's points", () => {
  const figure = meanActivation(threeRows, { published });
  assertEquals(figure.name, "figure_05_mean_activation");
  const points = {
    field: "mark",
    type: "nominal",
    scale: { domain: ["report", "above"], range: ["circle", "triangle-up"] },
    legend: {
      orient: "bottom",
      direction: "horizontal",
      labelExpr: '({"report":"the report","below":"0 or below the axis",' +
        '"above":"above the axis or not finite"})[datum.value]',
    },
    title: "Points",
  };
  assertEquals<unknown>(figure.panels, [{
    name: "relu-glorot-uniform-mean",
    title: "ReLU, Glorot uniform",
    kind: "curves",
    rows: [
      { state: "before", seed: 7, layer: 1, value: 0.12346 },
      { state: "after", seed: 7, layer: 1, value: 0.05 },
      { state: "after", seed: 7, layer: 2, value: 0.12346, mark: "above" },
      { layer: 2, value: 0.14, mark: "report" },
    ],
    spec: {
      width: 270,
      height: 200,
      encoding: {
        x,
        y: { field: "value", type: "quantitative", title: "Mean Activation" },
        color: { value: { expr: "blue" } },
      },
      layer: [
        {
          transform: [{ filter: 'datum.mark !== "report"' }],
          mark: { type: "line" },
          encoding: {
            detail: { field: "seed", type: "nominal" },
            strokeDash: {
              field: "state",
              type: "nominal",
              title: "Network",
              scale: { domain: ["before", "after"], range: [[4, 3], [1, 0]] },
              legend: {
                orient: "bottom",
                direction: "horizontal",
                labelExpr: "datum.value + ' training'",
              },
            },
          },
        },
        {
          transform: [{ filter: "isValid(datum.mark)" }],
          mark: { type: "point", filled: false, size: 34, strokeWidth: 1.2, opacity: 1 },
          encoding: { shape: points },
        },
      ],
    },
  }]);
});

Deno.test("meanActivation() has a panel for each network and leaves epochs between out", () => {
  const frame = pl.DataFrame({
    activation: ["tanh", "tanh", "tanh", "sigmoid"],
    initializer: ["he-normal", "he-normal", "he-normal", "he-normal"],
    depth: [50, 50, 50, 50],
    seed: [1, 1, 1, 1],
    epoch: [1, 2, 3, 0],
    layer: [9, 9, 9, 9],
    mean: [0.1, 0.2, -0.3, 0.4],
    unitMeanStd: [1, 1, 1, 1],
    variance: [1, 1, 1, 1],
  });
  const drawn = panels(meanActivation(frame, { published }));
  assertEquals(drawn.map(({ title }) => title), ["Tanh, He normal", "Sigmoid, He normal"]);
  assertEquals(drawn.map(({ rows }) => rows.map(({ value }) => value)), [[-0.3], [0.4]]);
});

Deno.test("meanActivation() refuses several depths, no rows and a missing column", () => {
  const options = { published: [] };
  const two = threeRows.withColumns(pl.Series("depth", [2, 2, 3], pl.Float64));
  assertThrows(() => meanActivation(two, options), RangeError, '"depth" in one figure: received 2');
  assertThrows(() => meanActivation(threeRows.limit(0), options), RangeError, "without rows");
  assertThrows(() => meanActivation(threeRows.drop("mean"), options), RangeError, '"mean"');
});
