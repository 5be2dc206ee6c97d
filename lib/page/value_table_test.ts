import type { LivePanel } from "../figures/live_panels.ts";
import { assertEquals } from "../testing/assert.ts";
import { valueTable } from "./value_table.ts";

const curves: LivePanel = {
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
  x: { field: "epoch", title: "Epoch", isContinuous: true },
  value: { field: "loss", title: "Loss", isContinuous: true },
  series: ["architecture", "seed"],
  canZoom: true,
  vega: {},
};

Deno.test("valueTable() has a row for each line, with a star where a value lies off the axis", () => {
  assertEquals(valueTable(curves), [
    ["Epoch", "1", "2", "3"],
    ["plain, seed 1", "2", "2.5", "1.2e−4"],
    ["plain, seed 2", "3", "", "1.0e−6*"],
    ["the report, plain", "", "0.5", ""],
  ]);
});

Deno.test("valueTable() has the places of all points of the report, in order", () => {
  const own = Array.from({ length: 400 }, (_, index) => ({ epoch: index + 1, loss: 1 }));
  const published = [2, 5, 10, 20, 30, 400].map((epoch) => ({ epoch, loss: 2, mark: "report" }));
  const [[, ...places], , [name, ...values]] = valueTable({
    ...curves,
    rows: [...own, ...published],
    series: [],
  });
  assertEquals(places.slice(0, 7), ["1", "2", "5", "10", "20", "30", "58"]);
  assertEquals([name, values.filter((value) => value === "2").length], ["the report", 6]);
});

Deno.test("valueTable() has a row for every fifth layer of a heat map", () => {
  const rows = [2, 3, 4, 5].flatMap((layer) =>
    [1, 2].map((unit) => ({ layer, unit, bias: -layer - unit / 10 }))
  );
  const value = { field: "bias", title: "bias", isContinuous: true };
  assertEquals(valueTable({ ...curves, kind: "cells", rows, value, series: [] }), [
    ["Layer", "lowest", "mean", "highest"],
    ["2", "−2.2", "−2.15", "−2.1"],
    ["5", "−5.2", "−5.15", "−5.1"],
  ]);
});

Deno.test("valueTable() has the mean of dots that stand at one place", () => {
  const rows = [[2, 0.1], [2, 0.3], [3, 0.5]].map(([layer, gate]) => ({ layer, gate }));
  const x = { field: "layer", title: "Layer", isContinuous: false };
  const value = { field: "gate", title: "Gate", isContinuous: true };
  assertEquals(valueTable({ ...curves, rows, x, value, series: [] }), [
    ["Layer", "2", "3"],
    ["Gate", "0.2", "0.5"],
  ]);
});
