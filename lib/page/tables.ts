import type { PanelRow } from "../figures/figure.ts";
import type { PageTable } from "./model.ts";

/** The data of a page's panels, column by column; panels that show the same rows share a table. */
export class PageTables {
  readonly #names = new Map<readonly PanelRow[], string>();
  readonly all: Record<string, PageTable> = {};

  /** Adds rows unless they are there; returns the name of their table. */
  add(name: string, rows: readonly PanelRow[]): string {
    const known = this.#names.get(rows);
    if (known !== undefined) return known;
    this.#names.set(rows, name);
    const fields = new Set(rows.flatMap((row) => Object.keys(row)));
    this.all[name] = Object.fromEntries(
      [...fields].map((field) => [field, rows.map((row) => row[field] ?? null)]),
    );
    return name;
  }
}
