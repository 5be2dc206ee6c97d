import pl from "nodejs-polars";
import { assertEquals, assertThrows } from "../testing/assert.ts";
import { panels } from "../testing/panel_specs.ts";
import { depthSweep } from "./depth_sweep.ts";

const threeRows = pl.DataFrame({
  architecture: ["plain", "highway", "highway"],
  depth: [10, 10, 10],
  dataset: ["mnist", "mnist", "mnist"],
  seed: [7, 7, 7],
  epoch: [1, 1, 2],
  loss: [NaN, 0.1234567, 0],
});
const published = [
  { architecture: "plain", depth: 10, epoch: 2, loss: 0.196 },
  { architecture: "plain", depth: 10, epoch: 5, loss: 0.092 }, // later than we ran
  { architecture: "plain", depth: 20, epoch: 1, loss: 1.32 }, // a depth we did not run
] as const;

Deno.test("depthSweep() has panels and epochs that are planned, and no more points than asked", () => {
  const planned = { depths: [10, 20], epochs: 5 };
  const empty = threeRows.filter(threeRows.getColumn("seed").gt(7));
  const drawn = panels(depthSweep(empty, { published, planned }));
  assertEquals<unknown>(drawn.map(({ name, title, rows }) => [name, title, rows]), [
    ["depth-10", "Depth 10", [
      { architecture: "plain", epoch: 2, loss: 0.196, mark: "report" },
      { architecture: "plain", epoch: 5, loss: 0.092, mark: "report" },
    ]],
    ["depth-20", "Depth 20", [{ architecture: "plain", epoch: 1, loss: 1.32, mark: "report" }]],
  ]);
  assertEquals(drawn[0].encoding.x.scale?.domain, [0, 5]);
  const long = threeRows.sample({ n: 1, seed: 1 });
  const history = pl.concat(
    Array.from({ length: 9 }, (_, at) => long.withColumns(pl.lit(at + 1).alias("epoch"))),
  );
  const thinned = depthSweep(history, { published: [], points: 3 });
  assertEquals(thinned.panels[0].rows.map(({ epoch }) => epoch), [1, 5, 9]);
});

Deno.test("depthSweep() draws losses on the report's axis, clamped ones and the report's", () => {
  const { name, columns, panels: [panel] } = depthSweep(threeRows, { published });
  assertEquals([name, columns], ["figure_08_depth_sweep", 4]);
  assertEquals<unknown>(panel, {
    name: "depth-10",
    title: "Depth 10",
    kind: "curves",
    rows: [
      { architecture: "plain", seed: 7, epoch: 1, loss: 10, mark: "above" },
      { architecture: "highway", seed: 7, epoch: 1, loss: 0.12346 },
      { architecture: "highway", seed: 7, epoch: 2, loss: 1e-6, mark: "below" },
      { architecture: "plain", epoch: 2, loss: 0.196, mark: "report" },
    ],
    spec: {
      width: 185,
      height: 230,
      encoding: {
        x: {
          field: "epoch",
          type: "quantitative",
          title: "Number of Epochs",
          scale: { domain: [0, 2], nice: false },
          axis: { tickMinStep: 1, tickCount: 5, format: "d" },
        },
        y: {
          field: "loss",
          type: "quantitative",
          title: "Mean Cross Entropy Error",
          scale: { type: "log", domain: [1e-6, 10], nice: false },
          axis: {
            values: [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10],
            labelExpr: '({"0":"10⁰","1":"10¹","-6":"10⁻⁶","-5":"10⁻⁵","-4":"10⁻⁴","-3":"10⁻³",' +
              '"-2":"10⁻²","-1":"10⁻¹"})[round(log(datum.value) / LN10)]',
          },
        },
        color: {
          field: "architecture",
          type: "nominal",
          title: "Network",
          scale: { domain: ["plain", "highway"], range: [{ expr: "blue" }, { expr: "orange" }] },
          legend: {
            orient: "bottom",
            direction: "horizontal",
            symbolType: "stroke",
            labelExpr: "datum.value + ' network'",
          },
        },
      },
      layer: [
        {
          transform: [{ filter: 'datum.mark !== "report"' }],
          mark: { type: "line", point: { size: 18 } },
          encoding: { detail: { field: "seed", type: "nominal" } },
        },
        {
          transform: [{ filter: "isValid(datum.mark)" }],
          mark: { type: "point", filled: false, size: 34, strokeWidth: 1.2, opacity: 1 },
          encoding: {
            shape: {
              field: "mark",
              type: "nominal",
              scale: {
                domain: ["report", "below", "above"],
                range: ["circle", "triangle-down", "triangle-up"],
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
  });
});

Deno.test("depthSweep() draws one layer without a legend of marks where there are none", () => {
  const [{ layer }] = panels(depthSweep(threeRows.slice(1, 1), { published: [] }));
  assertEquals<unknown>(layer, [
    {
      mark: { type: "line", point: { size: 18 } },
      encoding: { detail: { field: "seed", type: "nominal" } },
    },
  ]);
});

Deno.test("depthSweep() draws at most 1,000 points of a line, its last among them", () => {
  const epochs = Array.from({ length: 2500 }, (_, i) => i + 1);
  const frame = pl.DataFrame({
    architecture: epochs.map(() => "highway"),
    depth: epochs.map(() => 10),
    dataset: epochs.map(() => "mnist"),
    seed: epochs.map(() => 7),
    epoch: epochs,
    loss: epochs.map((epoch) => 1 / epoch),
  });
  const [{ rows }] = depthSweep(frame, { published: [] }).panels;
  assertEquals(rows.length, 1000);
  assertEquals(rows.at(-1)?.epoch, 2500);
});

Deno.test("depthSweep() refuses several data sets, no rows and a missing column", () => {
  const options = { published };
  const two = threeRows.withColumns(pl.Series("dataset", ["mnist", "mnist", "glyphs"], pl.Utf8));
  assertThrows(() => depthSweep(two, options), RangeError, "received mnist, glyphs");
  assertThrows(() => depthSweep(threeRows.limit(0), options), RangeError, "without rows");
  assertThrows(() => depthSweep(threeRows.drop("loss"), options), RangeError, '"loss"');
});

Deno.test("depthSweep() draws a line for each of the frame's settings, the second dashed, the third dotted", () => {
  const settings = pl.Series("settings", ["quoted", "quoted", "best of search"], pl.Utf8);
  const figure = depthSweep(threeRows.withColumns(settings), { published: [] });
  assertEquals(figure.name, "figure_08_best_of_search");
  assertEquals(figure.legend.slice(2), [
    { label: "highway, best of search", symbol: "dashed", colour: "orange" },
  ]);
  const [{ rows, layer }] = panels(figure);
  assertEquals(rows.map(({ settings }) => settings), ["quoted", "quoted", "best of search"]);
  const [{ encoding }] = layer as unknown as { encoding: Record<string, unknown> }[];
  assertEquals<unknown>(encoding.strokeDash, {
    field: "settings",
    type: "nominal",
    title: "Settings",
    scale: { domain: ["quoted", "best of search"], range: [[1, 0], [5, 3], [1.5, 2]] },
    legend: { orient: "bottom", direction: "horizontal", symbolType: "stroke" },
  });
});
