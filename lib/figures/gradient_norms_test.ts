import pl from "nodejs-polars";
import { assertEquals, assertThrows } from "../testing/assert.ts";
import { panels } from "../testing/panel_specs.ts";
import { gradientNorms } from "./gradient_norms.ts";

const frame = pl.DataFrame({
  activation: ["sigmoid", "sigmoid", "sigmoid", "sigmoid"],
  initializer: ["he-normal", "he-normal", "he-normal", "he-normal"],
  learningRate: Array(4).fill(Math.fround(0.001)),
  seed: [7, 7, 7, 7],
  epoch: [1, 1, 1, 2],
  index: [30, 31, 0, 101],
  parameter: ["layers.16.wH", "layers.16.bH", "layers.1.wH", "softmax.b"],
  layer: [16, 16, 1, 51],
  normOfMean: [3e-9, 4e-9, 0, 0.0123456],
});
const published = [
  { index: 101, epoch: 2, norm: 0.0016, learningRate: 0.001 },
  { index: 101, epoch: 3, norm: 0.0014, learningRate: 0.001 },
];

Deno.test("gradientNorms() draws parameters 30 and 101 on the report's axis", () => {
  const [byEpoch] = panels(gradientNorms(frame, { published }));
  assertEquals(byEpoch.title, "Sigmoid, He normal, rate 0.001");
  assertEquals<unknown>(byEpoch.rows, [
    { index: 30, seed: 7, epoch: 1, norm: 3e-9 },
    { index: 101, seed: 7, epoch: 2, norm: 0.012346 },
    { index: 101, epoch: 2, norm: 0.0016, mark: "report" },
  ]);
  assertEquals<unknown>(byEpoch.encoding, {
    x: {
      field: "epoch",
      type: "quantitative",
      title: "number of epochs",
      scale: { domain: [0.9, 2.1], nice: false },
      axis: { tickMinStep: 1, format: "d" },
    },
    y: {
      field: "norm",
      type: "quantitative",
      title: "gradient norm",
      scale: { domain: [0, 0.027], nice: false },
    },
    color: {
      field: "index",
      type: "nominal",
      title: ["Index in the list of", "weights and biases"],
      scale: { domain: [30, 101], range: [{ expr: "blue" }, { expr: "orange" }] },
      legend: {
        orient: "bottom",
        direction: "horizontal",
        symbolType: "stroke",
        labelExpr:
          '({"30":"Layer no 30 (layers.16.wH)","101":"Layer no 101 (softmax.b)"})[datum.value]',
      },
    },
  });
});

Deno.test("gradientNorms() takes a layer's parameters together and marks zeros", () => {
  const [, byLayer] = panels(gradientNorms(frame, { published }));
  assertEquals<unknown>(byLayer.rows, [
    { seed: 7, epoch: 1, layer: 16, norm: 5e-9 },
    { seed: 7, epoch: 1, layer: 1, norm: 1e-9, mark: "below" },
    { seed: 7, epoch: 2, layer: 51, norm: 0.012346 },
  ]);
  assertEquals<unknown>(byLayer.encoding.y, {
    field: "norm",
    type: "quantitative",
    title: "gradient norm of the layer",
    scale: { type: "log", domain: [1e-9, 0.1], nice: false },
    axis: {
      values: [1e-9, 1e-7, 1e-5, 1e-3, 1e-1],
      labelExpr:
        '({"-9":"10⁻⁹","-7":"10⁻⁷","-5":"10⁻⁵","-3":"10⁻³","-1":"10⁻¹"})[round(log(datum.value) / LN10)]',
    },
  });
});

Deno.test("gradientNorms() fits the axis to larger norms, and shows first and last epoch", () => {
  const epochs = [1, 2, 3, 4];
  const long = pl.DataFrame({
    activation: epochs.map(() => "sigmoid"),
    initializer: epochs.map(() => "he-normal"),
    learningRate: epochs.map(() => 0.003),
    seed: epochs.map(() => 1),
    epoch: epochs,
    index: epochs.map(() => 30),
    parameter: epochs.map(() => "layers.16.wH"),
    layer: epochs.map(() => 16),
    normOfMean: [1, Infinity, 2, 0.5],
  });
  const [byEpoch, byLayer] = panels(gradientNorms(long, { published: [] }));
  assertEquals(byEpoch.encoding.y.scale?.domain, [0, 2]);
  assertEquals<unknown>(
    byEpoch.rows.map(({ norm, mark }) => [norm, mark]),
    [[1, undefined], [2, "above"], [2, undefined], [0.5, undefined]],
  );
  assertEquals(byLayer.rows.map(({ epoch }) => epoch), [1, 4]);
  assertEquals(byLayer.encoding.color.scale?.domain, [1, 4]);
});

Deno.test("gradientNorms() draws the report's two parameters for sigmoid nets only", () => {
  const relu = frame.withColumns(pl.Series("activation", Array(4).fill("relu"), pl.String));
  const drawn = panels(gradientNorms(pl.concat([relu, frame]), { published }));
  assertEquals(
    drawn.map(({ name, title, group }) => [name, title, group?.name]),
    [
      ["sigmoid-he-normal-1e-3-by-epoch", "Sigmoid, He normal, rate 0.001", "by-epoch"],
      ["relu-he-normal-1e-3-by-layer", "ReLU, He normal, rate 0.001", "by-layer"],
      ["sigmoid-he-normal-1e-3-by-layer", "Sigmoid, He normal, rate 0.001", "by-layer"],
    ],
  );
});

Deno.test("gradientNorms() draws the report's points among nets of their rate only", () => {
  const faster = frame.withColumns(pl.Series("learningRate", Array(4).fill(0.003), pl.Float64));
  const drawn = panels(gradientNorms(pl.concat([faster, frame]), { published }));
  const marked = drawn.slice(0, 2).map((
    { title, rows },
  ) => [title, rows.filter(({ mark }) => mark === "report").length]);
  assertEquals(marked, [
    ["Sigmoid, He normal, rate 0.003", 0],
    ["Sigmoid, He normal, rate 0.001", 1],
  ]);
});

Deno.test("gradientNorms() refuses a network without the two parameters, no rows", () => {
  const options = { published };
  const shallow = frame.withColumns(pl.Series("index", [1, 2, 3, 4], pl.Float64));
  assertThrows(() => gradientNorms(shallow, options), RangeError, "received indices up to 4");
  assertThrows(() => gradientNorms(frame.limit(0), options), RangeError, "without rows");
  assertThrows(() => gradientNorms(frame.drop("index"), options), RangeError, '"index"');
});
