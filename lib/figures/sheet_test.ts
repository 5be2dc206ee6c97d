import { parse, View } from "vega";
import { compile } from "vega-lite";
import { assertEquals } from "../testing/assert.ts";
import type { Figure, Panel } from "./figure.ts";
import { sheet } from "./sheet.ts";

const rows = [
  { net: 'a, "b"', epoch: 1, loss: 0.5 },
  { net: "c", epoch: 2, loss: null, mark: "above" },
];
const panel: Panel = {
  name: "one",
  title: "One",
  kind: "curves",
  rows,
  spec: {
    width: 10,
    height: 10,
    encoding: {
      x: { field: "epoch", type: "quantitative" },
      y: { field: "loss", type: "quantitative" },
    },
    layer: [{ mark: "line" }],
  },
};
const figure: Figure = {
  name: "figure_1",
  label: "Figure 1",
  title: "Two panels",
  caption: [],
  legend: [],
  panels: [panel, { ...panel, name: "two", title: "Two", subtitle: "seed 1" }],
  columns: 2,
};

Deno.test("sheet() has the rows of panels once, as CSV, and titles of figure and panels", () => {
  const { datasets, title, description, concat } = sheet(figure, ["a", "b"]) as unknown as {
    datasets: unknown;
    title: unknown;
    description: string;
    concat: { title: { text: string; subtitle?: string }; data: unknown }[];
  };
  assertEquals(datasets, { one: 'net,epoch,loss,mark\n"a, ""b""",1,0.5,\nc,2,,above' });
  assertEquals<unknown>(title, { text: "Figure 1: Two panels", subtitle: ["a", "b"] });
  assertEquals(description.startsWith("Figure 1: Two panels. One, "), true);
  assertEquals(concat.map(({ title: { text, subtitle } }) => [text, subtitle]), [
    ["One", undefined],
    ["Two", "seed 1"],
  ]);
});

Deno.test("sheet()'s rows are those of the figure when Vega has read them", async () => {
  const view = new View(parse(compile(sheet(figure, "")).spec), { renderer: "none" });
  await view.runAsync();
  const read = (view.data("one") as Record<string, unknown>[])
    .map(({ net, epoch, loss, mark }) => ({ net, epoch, loss, mark }));
  assertEquals<unknown>(read, [{ ...rows[0], mark: null }, rows[1]]);
});
