/// <reference lib="dom" />
import type { WatchedRun } from "../run_watch.ts";
import type { Chart } from "./chart.ts";
import { place } from "../../figures/log_scale.ts";
import { find } from "./dom.ts";
import { data, type Row } from "./rows.ts";

/** Runs whose curves grow in a panel, by its id. */
let runsByPanel = new Map<string, WatchedRun[]>();

/** Takes what the server says of runs into the figures that they belong to. */
export function growFigures(
  runs: readonly WatchedRun[],
  charts: ReadonlyMap<string, Chart>,
): void {
  const own = runs.filter(({ name }) => data.growing[name]);
  runsByPanel = Map.groupBy(own, ({ name }) => data.growing[name].panel);
  for (const panel of new Set(Object.values(data.growing).map(({ panel }) => panel))) {
    charts.get(panel)?.update();
    const label = find(".growing", find(`#${panel}`).parentElement!);
    label.textContent = (runsByPanel.get(panel) ?? []).map(stateOf).join("; ");
  }
}

/** Points of curves that grow in a panel, as its table has them. */
export function growingRows(panel: string): Row[] {
  const { value } = data.panels.find(({ id }) => id === panel)!;
  const [min, max] = value.domain ?? [-Infinity, Infinity];
  return (runsByPanel.get(panel) ?? []).flatMap(({ name, curve }) =>
    curve.map(({ epoch, loss }) => ({
      ...data.growing[name].line,
      epoch,
      loss: place(loss ?? NaN, [min, max]).value,
    }))
  );
}

function stateOf({ name, state, epochs, curve }: WatchedRun): string {
  const epoch = `epoch ${curve.at(-1)?.epoch ?? 0} of ${epochs}`;
  const { label } = data.growing[name];
  return state === "training" ? `${label}: ${epoch}` : `${label}: ${state} at ${epoch}`;
}
