import { colourParams } from "./colours.ts";
import { description } from "./description.ts";
import type { Figure, PanelRow } from "./figure.ts";
import { config, type FigureSpec } from "./theme.ts";

/**
 * All panels of a figure on one sheet of at most 1,090 pixels, the width of a notebook cell. The
 * data are CSV, a third of the size of objects. The description is the figure in words.
 *
 * @param subtitle Lines below the title: data, profile and seeds.
 */
export function sheet(figure: Figure, subtitle: string | readonly string[]): FigureSpec {
  const { label, title, panels, columns, ownLegends } = figure;
  const tables = new Map<readonly PanelRow[], string>();
  for (const { rows, name } of panels) if (!tables.has(rows)) tables.set(rows, name);
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    description: description(figure),
    title: {
      text: `${label}: ${title}`,
      subtitle: typeof subtitle === "string" ? subtitle : [...subtitle],
    },
    params: colourParams,
    datasets: Object.fromEntries([...tables].map(([rows, name]) => [name, csv(rows)])),
    concat: panels.map(({ title, subtitle, rows, spec }) => ({
      title: { ...panelTitle, text: title, ...(subtitle !== undefined && { subtitle }) },
      data: { name: tables.get(rows)!, format: { type: "csv" as const, parse: kindsOf(rows) } },
      ...spec,
    })),
    columns,
    ...(ownLegends && {
      resolve: { scale: { color: "independent" as const, shape: "independent" as const } },
    }),
    config,
  } as FigureSpec;
}

/** Smaller than the figure's title. */
const panelTitle = {
  anchor: "middle",
  frame: "group",
  fontSize: 12,
  fontWeight: "normal",
  offset: 6,
} as const;

/** Rows as CSV with a header; null and undefined are empty. */
function csv(rows: readonly PanelRow[]): string {
  const fields = fieldsOf(rows);
  return [fields, ...rows.map((row) => fields.map((field) => row[field] ?? ""))]
    .map((cells) => cells.map(quoted).join(",")).join("\n");
}

function quoted(cell: unknown): string {
  const text = String(cell);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The type of each field for the CSV parser. */
function kindsOf(rows: readonly PanelRow[]): Record<string, "number" | "string"> {
  return Object.fromEntries(
    fieldsOf(rows).map((field) => [
      field,
      rows.some((row) => typeof row[field] === "string") ? "string" : "number",
    ]),
  );
}

function fieldsOf(rows: readonly PanelRow[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}
