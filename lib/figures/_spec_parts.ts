import type { Figure, Panel } from "./figure.ts";

/** A panel, and what tests look at in its specification. */
export interface PanelParts extends Panel {
  readonly encoding: Readonly<
    Record<string, { readonly scale?: { readonly domain?: unknown }; readonly title?: unknown }>
  >;
  readonly layer: readonly { readonly mark?: unknown }[];
}

/** For tests: the panels of a figure. */
export function panels({ panels }: Figure): readonly PanelParts[] {
  return panels.map((panel) => ({ ...panel, ...panel.spec }) as unknown as PanelParts);
}
