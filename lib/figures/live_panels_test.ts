import { assertEquals } from "../testing/assert.ts";
import { frame } from "../frame.ts";
import * as vega from "vega";
import { depthSweep } from "./depth_sweep.ts";
import { gateHeatmaps } from "./gate_heatmaps.ts";
import { lesionCurves } from "./lesion_curves.ts";
import { type LivePanel, livePanels } from "./live_panels.ts";

/** The panel with its rows, run without a screen. */
async function run(panel: LivePanel): Promise<vega.View> {
  const spec = structuredClone(panel.vega) as vega.Spec;
  const rows = spec.data!.find(({ name }) => name === "rows") as { values?: unknown };
  rows.values = structuredClone(panel.rows);
  const view = new vega.View(vega.parse(spec), { renderer: "none" });
  return await view.runAsync();
}

Deno.test("livePanels() makes a panel of each facet, which zooms", async () => {
  const history = frame({
    architecture: "string",
    depth: "int",
    dataset: "string",
    seed: "int",
    epoch: "int",
    loss: "float",
  }, [
    { architecture: "plain", depth: 100, dataset: "mnist", seed: 1, epoch: 1, loss: 2 },
    { architecture: "plain", depth: 10, dataset: "mnist", seed: 1, epoch: 1, loss: 1 },
    { architecture: "plain", depth: 10, dataset: "mnist", seed: 1, epoch: 2, loss: 0.5 },
  ]);
  const panels = livePanels(depthSweep(history, { published: [] }));
  assertEquals(panels.map(({ name, kind, rows }) => [name, kind, rows.length]), [
    ["depth-10", "curves", 2],
    ["depth-100", "curves", 1],
  ]);
  const [{ x, value, series }] = panels;
  assertEquals([x.field, value.field, series], ["epoch", "loss", ["architecture", "seed"]]);
  const view = await run(panels[0]);
  const xScale = view.scale("x") as unknown as { domain(): number[] };
  assertEquals(xScale.domain(), [0, 2]);
  const labels = async () =>
    [...(await view.toSVG()).matchAll(/>([^<]+)<\/text>/g)].map(([, at]) => at);
  assertEquals((await labels()).includes("10⁻³"), true);
  view.signal("zoom_epoch", [1, 1.5]).signal("zoom_loss", [0.004, 0.02]);
  await view.runAsync();
  const zoomed = await labels();
  assertEquals(["5e-3", "10⁻²", "0.02"].filter((at) => !zoomed.includes(at)), []);
  assertEquals((view.scale("x") as unknown as typeof xScale).domain(), [1, 1.5]);
  view.signal("zoom_epoch", null).signal("zoom_loss", null);
  await view.runAsync();
  assertEquals((view.scale("x") as unknown as typeof xScale).domain(), [0, 2]);
});

Deno.test("livePanels() gives the maps of one net the same rows, and each a cell to point at", async () => {
  const gates = frame({
    dataset: "string",
    seed: "int",
    layer: "int",
    unit: "int",
    bias: "float",
    meanGate: "float",
    gate: "float",
    output: "float",
  }, [
    { dataset: "mnist", seed: 1, layer: 2, unit: 1, bias: -2, meanGate: 0.1, gate: 0, output: 1 },
    { dataset: "mnist", seed: 1, layer: 2, unit: 2, bias: -2, meanGate: 0.2, gate: 0, output: 1 },
  ]);
  const panels = livePanels(gateHeatmaps(gates));
  assertEquals(panels.map(({ kind, value }) => [kind, value.field, value.domain]), [
    ["cells", "bias", [-2.7, -1.8]],
    ["cells", "meanGate", [0, 0.4]],
    ["cells", "gate", [0, 1]],
    ["cells", "output", [-1, 1]],
  ]);
  assertEquals(new Set(panels.map(({ rows }) => rows)).size, 1);
  const outlined = (svg: string) => svg.match(/stroke="#16181d"/g)?.length ?? 0;
  const view = await run(panels[0]);
  assertEquals(outlined(await view.toSVG()), 0);
  view.signal("at", { layer: 2, unit: 2 });
  assertEquals(outlined(await view.toSVG()), 1);
});

Deno.test("livePanels() zooms a panel whose layers draw other fields on its axis", async () => {
  const lesions = frame(
    { dataset: "string", seed: "int", layer: "int", loss: "float", unlesionedLoss: "float" },
    [1, 2].flatMap((seed) =>
      [2, 3, 4].map((layer) => ({
        dataset: "mnist",
        seed,
        layer,
        loss: 0.01 * seed * layer,
        unlesionedLoss: 0.01,
      }))
    ),
  );
  const [panel] = livePanels(lesionCurves(lesions, { published: [] }));
  const view = await run(panel);
  view.signal("zoom_layer", [2, 3]).signal("zoom_loss", [0.02, 0.04]);
  await view.runAsync();
  assertEquals((view.scale("y") as unknown as { domain(): number[] }).domain(), [0.02, 0.04]);
});

Deno.test("livePanels() keeps what a layer draws of its own", async () => {
  const lesions = frame(
    {
      dataset: "string",
      seed: "int",
      layer: "int",
      loss: "float",
      unlesionedLoss: "float",
    },
    [2, 3, 4].map((layer) => ({ dataset: "mnist", seed: 1, layer, loss: 1, unlesionedLoss: 0.1 })),
  );
  const [panel] = livePanels(lesionCurves(lesions, { published: [] }));
  const svg = await (await run(panel)).toSVG();
  assertEquals(svg.match(/stroke-dasharray="5,4"/g)?.length, 1);
});
