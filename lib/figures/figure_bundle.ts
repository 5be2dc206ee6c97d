import type { FigureSpec } from "./theme.ts";

/** One figure in the forms that notebook front ends choose from. */
export interface FigureBundle {
  /** Drawn by JupyterLab, Notebook and VS Code. */
  readonly "application/vnd.vegalite.v5+json": FigureSpec;
  /** Base64; what GitHub shows. */
  readonly "image/png": string;
  readonly "text/plain": string;
}

/** Makes a figure's MIME bundle of its specification and its picture. */
export function figureBundle(spec: FigureSpec, png: Uint8Array): FigureBundle {
  const { title } = spec;
  return {
    "application/vnd.vegalite.v5+json": spec,
    "image/png": png.toBase64(),
    "text/plain": String(typeof title === "object" && "text" in title ? title.text : title),
  };
}
