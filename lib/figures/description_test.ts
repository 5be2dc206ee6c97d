import { assertEquals } from "../testing/assert.ts";
import { description, panelDescription } from "./description.ts";
import type { Panel } from "./figure.ts";

const curves: Panel = {
  name: "depth-10",
  title: "Depth 10",
  kind: "curves",
  rows: [
    { architecture: "plain", seed: 1, epoch: 1, loss: 2 },
    { architecture: "plain", seed: 1, epoch: 2, loss: 2.5 },
    { architecture: "plain", seed: 1, epoch: 3, loss: 0.00012345 },
    { architecture: "plain", seed: 2, epoch: 1, loss: 3 },
    { architecture: "plain", seed: 2, epoch: 3, loss: 1e-6, mark: "below" },
    { architecture: "plain", epoch: 2, loss: 0.5, mark: "report" },
  ],
  spec: {
    encoding: {
      x: { field: "epoch", type: "quantitative", title: "Epoch" },
      y: { field: "loss", type: "quantitative", title: ["Mean", "loss"] },
      color: { field: "architecture", type: "nominal" },
      detail: { field: "seed", type: "nominal" },
    },
    layer: [{ mark: "line" }],
  },
};

Deno.test("a panel in words says where lines begin, end and have their extremes, over seeds", () => {
  assertEquals(
    panelDescription(curves),
    "Depth 10, Mean loss against Epoch: " +
      "plain: from 2.5 at 1 to 6.2e−5 at 3, between 6.2e−5 and 2.5; " +
      "the report, plain: from 0.5 at 2 to 0.5 at 2, between 0.5 and 0.5.",
  );
});

Deno.test("a heat map in words is told of as a whole, and its net", () => {
  const rows = [2, 3, 4, 5].flatMap((layer) =>
    [1, 2].map((unit) => ({ layer, unit, bias: -layer - unit / 10 }))
  );
  const map: Panel = {
    name: "mnist-bias",
    title: "Biases",
    group: { name: "mnist", title: "MNIST, seed 1" },
    kind: "cells",
    rows,
    spec: {
      mark: "rect",
      encoding: {
        x: { field: "unit", type: "ordinal", title: "Unit" },
        y: { field: "layer", type: "ordinal", title: "Layer" },
        color: { field: "bias", type: "quantitative", title: "bias" },
      },
    },
  };
  const words = "Heat map of Biases, MNIST, seed 1: 8 cells from −5.2 to −2.1, mean −3.65.";
  assertEquals(panelDescription(map), words);
  const figure = { name: "a", label: "Figure 9", title: "Gates", caption: [], legend: [] };
  assertEquals(
    description({ ...figure, panels: [map, map], columns: 2 }),
    `Figure 9: Gates. ${words} ${words}`,
  );
});
