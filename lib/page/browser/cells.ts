/// <reference lib="dom" />
import { brief } from "../../figures/brief.ts";
import { type Chart, datumOf } from "./chart.ts";
import { all, find } from "./dom.ts";
import { ramps } from "./ramps.ts";
import { data } from "./rows.ts";

/** A cell of a net's heat maps. */
interface Cell {
  readonly layer: number;
  readonly unit: number;
}

/** Makes the maps of a net point at one cell together, by pointer or by arrow keys. */
export function startCells(figure: HTMLElement, charts: readonly Chart[]): void {
  for (const group of all(".group", figure)) {
    linkMaps(group, charts.filter(({ place }) => group.contains(place)));
  }
  const palette = find<HTMLSelectElement>(".palette", figure);
  const showRamp = () =>
    figure.style.setProperty("--ramp", `linear-gradient(to right, ${ramps[palette.value].join()})`);
  palette.addEventListener("change", () => {
    showRamp();
    for (const chart of charts) chart.redraw();
  });
  showRamp();
}

function linkMaps(group: HTMLElement, charts: readonly Chart[]): void {
  const panel = data.panels.find(({ id }) => id === charts[0].place.id)!;
  const cells = data.tables[panel.table] as readonly Record<string, number>[];
  const layers = cells.map(({ layer }) => layer);
  const [top, bottom] = [Math.min(...layers), Math.max(...layers)];
  const width = Math.max(...cells.map(({ unit }) => unit));
  const readout = find(".readout", group);
  let at: Cell | null = null;

  const point = (cell: Cell | null) => {
    if (cell?.layer === at?.layer && cell?.unit === at?.unit) return;
    at = cell;
    for (const { view } of charts) view?.signal("at", at).run();
    if (!at) return;
    const { layer, unit } = at;
    const { bias, meanGate, gate, output } = cells.find((cell) =>
      cell.layer === layer && cell.unit === unit
    )!;
    readout.textContent = `Layer ${layer}, unit ${unit}: bias ${brief(bias)}, mean gate ` +
      `${brief(meanGate)}, gate ${brief(gate)}, output ${brief(output)}`;
  };
  for (const chart of charts) {
    chart.onView((view) => {
      view.signal("at", at);
      for (const kind of ["pointermove", "touchstart"]) {
        view.addEventListener(kind, (_, item) => {
          const datum = datumOf(item);
          point(
            typeof datum?.unit === "number"
              ? { layer: Number(datum.layer), unit: Number(datum.unit) }
              : null,
          );
        });
      }
      view.addEventListener("pointerout", (event) => {
        if ((event as PointerEvent).pointerType !== "touch") point(null); // a tap stays
      });
    });
    chart.place.addEventListener("keydown", (event) => {
      if (event.key === "Escape") point(null);
      const step = steps[event.key];
      if (!step) return;
      event.preventDefault();
      const from = at ?? { layer: top - step[0], unit: 1 - step[1] };
      point({
        layer: Math.max(top, Math.min(bottom, from.layer + step[0])),
        unit: Math.max(1, Math.min(width, from.unit + step[1])),
      });
    });
  }
}

/** Layers and units that a key moves by. */
const steps: Readonly<Record<string, readonly [layers: number, units: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};
