import pl from "nodejs-polars";
import { assertEquals } from "../testing/assert.ts";
import { panels } from "../testing/panel_specs.ts";
import { activationSpread } from "./activation_spread.ts";

const frame = pl.DataFrame({
  activation: ["relu", "relu", "tanh"],
  initializer: ["glorot-uniform", "glorot-uniform", "he-normal"],
  depth: [50, 50, 50],
  seed: [7, 7, 7],
  epoch: [1, 1, 1],
  layer: [1, 2, 1],
  mean: [9, 9, 9],
  unitMeanStd: [0.3, 0.2, 0.1],
  variance: [0.09, 0.04, 0.01],
});

Deno.test("activationSpread() sets the report's reading beside the variance", () => {
  const figure = activationSpread(frame, {
    published: [{ layer: 1, value: 0.14 }],
  });
  const row = (layer: number, value: number) => ({
    state: "after",
    seed: 7,
    layer,
    value,
  });
  assertEquals<unknown>(
    panels(figure).map(({ title, encoding, rows }) => [title, encoding.y.title, rows]),
    [
      [
        "ReLU, Glorot uniform",
        ["Variance, as the report computes", "it: std. dev. of unit means"],
        [
          row(1, 0.3),
          row(2, 0.2),
          { layer: 1, value: 0.14, mark: "report" },
        ],
      ],
      [
        "ReLU, Glorot uniform",
        ["Variance of the activation,", "over samples and units"],
        [row(1, 0.09), row(2, 0.04)],
      ],
      [
        "Tanh, He normal",
        ["Variance, as the report computes", "it: std. dev. of unit means"],
        [row(1, 0.1)],
      ],
      ["Tanh, He normal", ["Variance of the activation,", "over samples and units"], [
        row(1, 0.01),
      ]],
    ],
  );
  assertEquals(figure.panels.map(({ name, group }) => [name, group?.name]), [
    ["relu-glorot-uniform-unitMeanStd", "unitMeanStd"],
    ["relu-glorot-uniform-variance", "variance"],
    ["tanh-he-normal-unitMeanStd", "unitMeanStd"],
    ["tanh-he-normal-variance", "variance"],
  ]);
});
