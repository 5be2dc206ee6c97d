/// <reference lib="dom" />
import type { Spec } from "vega";
import { Chart } from "./chart.ts";
import { all, find } from "./dom.ts";
import { data, rowsOf } from "./rows.ts";
import { startCells } from "./cells.ts";
import { ramps } from "./ramps.ts";

/** Draws every figure, a panel at a time so that the page stays awake, and makes its tools work. */
export async function startFigures(): Promise<ReadonlyMap<string, Chart>> {
  const charts = new Map<string, Chart>();
  const zoomed: Zoomed[] = [];
  for (const { id, kind, table, vega, x, value, canZoom } of data.panels) {
    const figure = find(`#${id}`).closest<HTMLElement>(".figure")!;
    const chart = new Chart(find(`#${id}`), {
      spec: vega,
      rows: () => rowsOf(data.tables[table]),
      renderer: kind === "cells" ? "canvas" : "svg",
      ...(kind === "cells" && { adapt: (spec: Spec) => recolour(spec, figure) }),
    });
    charts.set(id, chart);
    if (canZoom) {
      zoomed.push({ chart, signals: { x: `zoom_${x.field}`, y: `zoom_${value.field}` } });
    }
  }
  for (const figure of all(".figure[data-kind=curves]")) {
    startZoom(figure, zoomed.filter(({ chart }) => figure.contains(chart.place)));
  }
  for (const figure of all(".figure[data-kind=cells]")) {
    startCells(figure, [...charts.values()].filter(({ place }) => figure.contains(place)));
  }
  for (const chart of charts.values()) {
    chart.draw();
    await new Promise((resolve) => setTimeout(resolve));
  }
  return charts;
}

/** Gives a heat map the colours that are chosen in its figure. */
function recolour({ scales }: Spec, figure: HTMLElement): void {
  const name = find<HTMLSelectElement>(".palette", figure).value;
  const scale = scales!.find(({ name }) => name === "color") as { range?: unknown };
  scale.range = ramps[name];
}

/** What the zoom of a panel is called by, as Vega-Lite names it. */
interface Zoomed {
  readonly chart: Chart;
  readonly signals: Readonly<Record<"x" | "y", string>>;
}

function startZoom(figure: HTMLElement, panels: readonly Zoomed[]): void {
  for (const button of all<HTMLButtonElement>("[data-zoom]", figure)) {
    button.addEventListener("click", () => {
      for (const panel of panels) zoom(panel, button.dataset.zoom!);
    });
  }
}

/** Both axes, "in" and "out" about their middles; "reset" shows the whole of them again. */
function zoom({ chart: { view }, signals }: Zoomed, how: string): void {
  if (!view) return;
  for (const axis of ["x", "y"] as const) {
    const scale: { range(): number[]; invert(pixel: number): number } = view.scale(axis);
    const [start, end] = scale.range();
    const margin = (end - start) * (how === "in" ? 0.15 : -0.2);
    const domain = [scale.invert(start + margin), scale.invert(end - margin)];
    view.signal(signals[axis], how === "reset" ? null : domain);
  }
  view.run();
}
