import { type Channel, livePanels, type PanelRow } from "../figures/live_panels.ts";
import { above, below } from "../figures/log_scale.ts";
import type { FigureSpec } from "../figures/theme.ts";
import type { Figure, LegendEntry, Panel } from "./model.ts";
import type { PageTables } from "./tables.ts";
import { tableOf, textAlternative } from "./text_alternative.ts";

/** What is said of a figure that its specification does not say. */
export interface FigureText extends Pick<Figure, "name" | "file" | "title" | "caption"> {
  readonly lines: readonly LegendEntry[];
  /** Title of the group that a panel stands in; one group without a title unless given. */
  readonly groupOf?: (panel: DrawnPanel) => string;
  /** A panel's title; the specification's unless given. */
  readonly titleOf?: (panel: DrawnPanel) => string;
}

interface DrawnPanel {
  readonly title: string;
  readonly value: Channel;
  readonly rows: readonly PanelRow[];
}

/** What a figure is called in addresses: "figure-5". */
export function figureId(name: string): string {
  return name.toLowerCase().replaceAll(" ", "-");
}

/** A figure of the page from one of `lib/figures`; its rows go into `tables`. */
export function pageFigure(spec: FigureSpec, text: FigureText, tables: PageTables): Figure {
  const { name, file, title, caption, lines, groupOf = () => "", titleOf } = text;
  const panels = livePanels(spec).map((live, index) => {
    const drawn = { title: live.title, value: live.value, rows: live.rows };
    const title = titleOf?.(drawn) ?? live.title;
    const id = `${figureId(name)}-${index + 1}`;
    const { kind, x, value, canZoom, vega, rows } = live;
    const panel: Panel = {
      id,
      title,
      kind,
      table: tables.add(id, rows),
      x,
      value,
      canZoom,
      vega,
      alternative: textAlternative({ ...live, title }),
      values: tableOf(live),
    };
    return { group: groupOf(drawn), panel, rows };
  });
  const marks = new Set(panels.flatMap(({ rows }) => rows.map(({ mark }) => mark)));
  return {
    name,
    file,
    title,
    caption,
    legend: [
      ...lines,
      ...marks.has("report") ? [{ label: "the report", symbol: "circle" } as const] : [],
      ...marks.has(below) ? [{ label: below, symbol: "down" } as const] : [],
      ...marks.has(above) ? [{ label: above, symbol: "up" } as const] : [],
    ],
    groups: [...Map.groupBy(panels, ({ group }) => group)].map(([title, own]) => ({
      title,
      panels: own.map(({ panel }) => panel),
    })),
  };
}
