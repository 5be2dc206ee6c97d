import { markLegend } from "../figures/curves.ts";
import { panelDescription } from "../figures/description.ts";
import type { Figure } from "../figures/figure.ts";
import { livePanels } from "../figures/live_panels.ts";
import type { PageFigure, PagePanel } from "./model.ts";
import type { PageTables } from "./tables.ts";
import { valueTable } from "./value_table.ts";

/** A panel's place in addresses. */
export function panelId(figure: string, panel: string): string {
  return `${figure}-${panel}`;
}

/** A figure as the page shows it; its rows go into `tables`. */
export function pageFigure(figure: Figure, tables: PageTables): PageFigure {
  const { name, label, title, caption, legend, panels } = figure;
  const live = livePanels(figure);
  const shown = panels.map((panel, index) => {
    const { rows, kind, group } = panel;
    const { x, value, canZoom, vega } = live[index];
    const id = panelId(name, panel.name);
    const one: PagePanel = {
      id,
      title: panel.title,
      kind,
      table: tables.add(id, rows),
      x,
      value,
      canZoom,
      vega,
      alternative: panelDescription(panel),
      values: valueTable(live[index]),
    };
    return { group, one };
  });
  return {
    name,
    label,
    title,
    caption,
    legend: [...legend, ...markLegend(panels.flatMap(({ rows }) => rows))],
    groups: [...Map.groupBy(shown, ({ group }) => group?.name).values()].map((own) => ({
      title: own[0].group?.title ?? "",
      panels: own.map(({ one }) => one),
    })),
  };
}
