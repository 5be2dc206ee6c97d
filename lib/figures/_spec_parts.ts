import type { FigureSpec } from "./theme.ts";

/** What tests look at in a panel. */
export interface PanelParts {
  readonly title: { readonly text: string; readonly subtitle?: string };
  readonly data: { readonly values: readonly Readonly<Record<string, unknown>>[] };
  readonly encoding: Readonly<
    Record<string, { readonly scale?: { readonly domain?: unknown }; readonly title?: unknown }>
  >;
  readonly layer: readonly { readonly mark?: unknown }[];
}

/** For tests: the panels of a concatenated figure. */
export function panels(spec: FigureSpec): readonly PanelParts[] {
  const found = "concat" in spec ? spec.concat : "hconcat" in spec ? spec.hconcat : [];
  return found as unknown as readonly PanelParts[];
}
