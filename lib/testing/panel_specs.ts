import type { Figure, Panel } from "../figures/figure.ts";

/** A panel, and the parts of its specification that tests read. */
export interface PanelParts extends Panel {
  readonly encoding: Readonly<
    Record<string, { readonly scale?: { readonly domain?: unknown }; readonly title?: unknown }>
  >;
  readonly layer: readonly { readonly mark?: unknown }[];
}

/** The panels of a figure, with their specifications. */
export function panels({ panels }: Figure): readonly PanelParts[] {
  return panels.map((panel) => ({ ...panel, ...panel.spec }) as unknown as PanelParts);
}
