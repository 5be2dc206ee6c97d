import type { FigureSpec } from "./theme.ts";

/** One sheet in all forms that notebook front ends use. */
export interface FigureBundle {
  readonly data: {
    /** For JupyterLab, Notebook and VS Code. */
    readonly "application/vnd.vegalite.v5+json": FigureSpec;
    /** Base64, for GitHub. */
    readonly "image/png": string;
    readonly "text/plain": string;
  };
  readonly metadata: { readonly "image/png": { readonly alt: string } };
}

/** A MIME bundle of a sheet and its picture. The description is the alternative text. */
export function figureBundle(spec: FigureSpec, png: Uint8Array): FigureBundle {
  const { title, description = "" } = spec;
  const text = typeof title === "object" && "text" in title ? title.text : title;
  return {
    data: {
      "application/vnd.vegalite.v5+json": spec,
      "image/png": png.toBase64(),
      "text/plain": String(text),
    },
    metadata: { "image/png": { alt: description } },
  };
}
