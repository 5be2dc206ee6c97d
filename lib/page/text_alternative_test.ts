import type { LivePanel } from "../figures/live_panels.ts";
import { assertEquals } from "../testing/assert.ts";
import { tableOf, textAlternative } from "./text_alternative.ts";

const curves: LivePanel = {
  title: "Depth 10",
  kind: "curves",
  rows: [
    { architecture: "plain", seed: 1, epoch: 1, loss: 2 },
    { architecture: "plain", seed: 1, epoch: 2, loss: 2.5 },
    { architecture: "plain", seed: 1, epoch: 3, loss: 0.00012345 },
    { architecture: "plain", seed: 2, epoch: 1, loss: 3 },
    { architecture: "plain", seed: 2, epoch: 3, loss: 1e-6, mark: "0 or below the axis" },
    { architecture: "plain", epoch: 2, loss: 0.5, mark: "report" },
  ],
  x: { field: "epoch", title: "Epoch" },
  value: { field: "loss", title: "Loss" },
  series: ["architecture", "seed"],
  canZoom: true,
  vega: {},
};

Deno.test("textAlternative() says where lines begin, end and have their extremes", () => {
  assertEquals(
    textAlternative(curves),
    "Depth 10. Loss against Epoch. " +
      "plain, seed 1: from 2 at 1 to 1.2e−4 at 3, between 1.2e−4 and 2.5; " +
      "plain, seed 2: from 3 at 1 to 1.0e−6 at 3, between 1.0e−6 and 3; " +
      "the report, plain: from 0.5 at 2 to 0.5 at 2, between 0.5 and 0.5.",
  );
});

Deno.test("tableOf() has a row for each line, with a star where a value lies off the axis", () => {
  assertEquals(tableOf(curves), [
    ["Epoch", "1", "2", "3"],
    ["plain, seed 1", "2", "2.5", "1.2e−4"],
    ["plain, seed 2", "3", "", "1.0e−6*"],
    ["the report, plain", "", "0.5", ""],
  ]);
});

Deno.test("a heat map is told of as a whole, and layer by layer", () => {
  const rows = [2, 3, 4, 5].flatMap((layer) =>
    [1, 2].map((unit) => ({ layer, unit, bias: -layer - unit / 10 }))
  );
  const value = { field: "bias", title: "bias" };
  const map: LivePanel = { ...curves, kind: "cells", title: "Biases", rows, value, series: [] };
  assertEquals(
    textAlternative(map),
    "Heat map of Biases: 8 cells from −5.2 to −2.1, mean −3.65.",
  );
  assertEquals(tableOf(map), [
    ["Layer", "lowest", "mean", "highest"],
    ["2", "−2.2", "−2.15", "−2.1"],
    ["5", "−5.2", "−5.15", "−5.1"],
  ]);
});

Deno.test("where several dots stand at one place, their mean is told", () => {
  const rows = [[2, 0.1], [2, 0.3], [3, 0.5]].map(([layer, gate]) => ({ layer, gate }));
  const x = { field: "layer", title: "Layer" };
  const value = { field: "gate", title: "Gate" };
  const dots: LivePanel = { ...curves, title: "Gates", rows, x, value, series: [] };
  assertEquals(
    textAlternative(dots),
    "Gates. Gate against Layer. Gate: from 0.2 at 2 to 0.5 at 3, between 0.2 and 0.5.",
  );
  assertEquals(tableOf(dots), [["Layer", "2", "3"], ["Gate", "0.2", "0.5"]]);
});
