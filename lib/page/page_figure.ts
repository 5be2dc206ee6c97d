import { markLegend } from "../figures/curves.ts";
import { panelDescription } from "../figures/description.ts";
import type { Figure, PanelRow } from "../figures/figure.ts";
import { livePanels } from "../figures/live_panels.ts";
import type { PageFigure, PagePanel } from "./model.ts";
import { valueTable } from "./value_table.ts";

/** A panel's place in addresses. */
export function panelId(figure: string, panel: string): string {
  return `${figure}-${panel}`;
}

/** Names of tables by the rows that they hold: panels of the same rows share one. */
export type PageTables = Map<readonly PanelRow[], string>;

/** A figure as the page shows it; its rows go into `tables`. */
export function pageFigure(figure: Figure, tables: PageTables): PageFigure {
  const { name, label, title, caption, legend, panels } = figure;
  const live = livePanels(figure);
  const shown = panels.map((panel, index) => {
    const { rows, kind, group } = panel;
    const { x, value, canZoom, vega } = live[index];
    const id = panelId(name, panel.name);
    const table = tables.get(rows) ?? id;
    tables.set(rows, table);
    const one: PagePanel = {
      id,
      title: panel.title,
      kind,
      table,
      x,
      value,
      canZoom,
      ...(kind === "points" && { height: 60 + 30 * new Set(rows.map((row) => row[x.field])).size }),
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
