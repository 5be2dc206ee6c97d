import pl from "nodejs-polars";
import { assertEquals, assertThrows } from "../testing/assert.ts";
import { panels } from "../testing/panel_specs.ts";
import { lesionCurves } from "./lesion_curves.ts";

const threeRows = pl.DataFrame({
  dataset: ["glyphs", "glyphs", "glyphs"],
  seed: [7, 7, 7],
  layer: [2, 3, 4],
  loss: [0.5, 0, 0.1234567],
  unlesionedLoss: [0.02, 0.02, 0.02],
});
const published = [
  { dataset: "mnist", layer: 2, loss: 0.3 },
  { dataset: "mnist", layer: 9, loss: 1e-4 }, // a layer we do not have
  { dataset: "cifar100", layer: 2, loss: 0.8 },
] as const;

Deno.test("lesionCurves() draws losses by layer over the dashed loss of the whole network", () => {
  const figure = lesionCurves(threeRows, { published });
  assertEquals([figure.name, figure.panels.length], ["figure_10_lesions", 1]);
  const [{ name, title, subtitle, rows, spec }] = figure.panels;
  assertEquals([name, title, subtitle], ["glyphs", "Glyphs", "dashed: not lesioned, 0.02"]);
  assertEquals<unknown>(rows, [
    { seed: 7, layer: 2, loss: 0.5 },
    { seed: 7, layer: 3, loss: 0.01, mark: "below" },
    { seed: 7, layer: 4, loss: 0.12346 },
    { layer: 2, loss: 0.3, mark: "report" },
  ]);
  const scale = { type: "log", domain: [0.01, 1], nice: false };
  const axis = {
    values: [0.01, 0.1, 1],
    labelExpr: '({"0":"10⁰","-2":"10⁻²","-1":"10⁻¹"})[round(log(datum.value) / LN10)]',
  };
  assertEquals<unknown>(spec, {
    width: 400,
    height: 260,
    layer: [
      {
        data: { values: [{ loss: 0.02 }] },
        mark: { type: "rule", strokeDash: [5, 4], color: { expr: "grey" } },
        encoding: { y: { field: "loss", type: "quantitative", scale, axis } },
      },
      {
        encoding: {
          x: {
            field: "layer",
            type: "quantitative",
            title: "Lesioned Highway layer",
            scale: { domain: [0, 5], nice: false },
          },
          y: {
            field: "loss",
            type: "quantitative",
            title: "Mean Cross Entropy Error",
            scale,
            axis,
          },
          color: { value: { expr: "orange" } },
        },
        layer: [
          {
            transform: [{ filter: 'datum.mark !== "report"' }],
            mark: { type: "line", point: { size: 22 } },
            encoding: {
              detail: { field: "seed", type: "nominal" },
              color: { value: { expr: "navy" } },
            },
          },
          {
            transform: [{ filter: "isValid(datum.mark)" }],
            mark: { type: "point", filled: false, size: 34, strokeWidth: 1.2, opacity: 1 },
            encoding: {
              shape: {
                field: "mark",
                type: "nominal",
                scale: {
                  domain: ["report", "below"],
                  range: ["circle", "triangle-down"],
                },
                legend: {
                  orient: "bottom",
                  direction: "horizontal",
                  labelExpr: '({"report":"the report","below":"0 or below the axis",' +
                    '"above":"above the axis or not finite"})[datum.value]',
                },
                title: "Points",
              },
            },
          },
        ],
      },
    ],
  });
});

Deno.test("lesionCurves() has a panel and a scale for each data set, and a band of several seeds", () => {
  const frame = pl.DataFrame({
    dataset: ["glyphs", "glyphs", "cifar100"],
    seed: [1, 2, 1],
    layer: [2, 2, 2],
    loss: [1e-4, 2e-4, Infinity],
    unlesionedLoss: [2.04e-6, 3e-6, NaN],
  });
  const options = { published, shown: { glyphs: 2 } };
  const drawn = panels(lesionCurves(frame, options));
  assertEquals(drawn.map(({ title, subtitle }) => [title, subtitle]), [
    ["Glyphs", "line: seed 2; band: seeds 1, 2; dashed: not lesioned, 3.0e-6"],
    ["CIFAR-100", "dashed: not lesioned, not finite"],
  ]);
  assertEquals<unknown>(drawn[0].rows, [
    { seed: 2, layer: 2, loss: 2e-4 },
    { layer: 2, loss: 0.3, mark: "report" },
  ]);
  assertEquals<unknown>(drawn[1].rows, [
    { seed: 1, layer: 2, loss: 1, mark: "above" },
    { layer: 2, loss: 0.8, mark: "report" },
  ]);
  assertEquals<unknown>(
    drawn.map(({ layer }) => layer.slice(0, -1).map((one) => (one as { data?: unknown }).data)),
    [
      [{ values: [{ layer: 2, low: 1e-4, high: 2e-4 }] }, { values: [{ loss: 3e-6 }] }],
      [{ values: [{ loss: 1 }] }],
    ],
  );
});

Deno.test("lesionCurves() refuses no rows and a missing column", () => {
  const options = { published };
  assertThrows(() => lesionCurves(threeRows.limit(0), options), RangeError, "without rows");
  assertThrows(
    () => lesionCurves(threeRows.drop("unlesionedLoss"), options),
    RangeError,
    '"unlesionedLoss"',
  );
});
