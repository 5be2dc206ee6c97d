/// <reference lib="dom" />
import type { Spec } from "vega";
import { Chart } from "./chart.ts";
import { all, find } from "./dom.ts";
import { data } from "./rows.ts";
import { startCells } from "./cells.ts";
import { growingRows } from "./growing.ts";
import { ramps } from "./ramps.ts";
import { startZoom, Zoom } from "./zoom.ts";

/** Makes a chart of every panel, by its id, and each figure's tools work. */
export function startFigures(charts: Map<string, Chart>): void {
  const zooms: { zoom: Zoom; place: HTMLElement }[] = [];
  for (const { id, kind, table, vega, x, value, canZoom } of data.panels) {
    const figure = find(`#${id}`).closest<HTMLElement>(".figure")!;
    const chart = new Chart(find(`#${id}`), {
      spec: vega,
      rows: () => [...structuredClone(data.tables[table]), ...growingRows(id)],
      renderer: kind === "cells" ? "canvas" : "svg",
      ...(kind === "cells" && { adapt: (spec: Spec) => recolour(spec, figure) }),
    });
    charts.set(id, chart);
    if (canZoom) {
      const zoom = new Zoom(chart, { x: x.field, y: value.field });
      zooms.push({ zoom, place: chart.place });
    }
  }
  for (const figure of all(".figure[data-kind=curves]")) {
    const own = zooms.filter(({ place }) => figure.contains(place));
    startZoom(figure, own.map(({ zoom }) => zoom));
  }
  for (const figure of all(".figure[data-kind=cells]")) {
    startCells(figure, [...charts.values()].filter(({ place }) => figure.contains(place)));
  }
}

/** Gives a heat map the colours that are chosen in its figure. */
function recolour({ scales }: Spec, figure: HTMLElement): void {
  const name = find<HTMLSelectElement>(".palette", figure).value;
  const scale = scales!.find(({ name }) => name === "color") as { range?: unknown };
  scale.range = ramps[name];
}
