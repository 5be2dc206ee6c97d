import { Resvg } from "@resvg/resvg-js";
import * as vega from "vega";
import { compile } from "vega-lite";
import { fontFiles, textWidth } from "./font.ts";
import { encodePng } from "./png.ts";
import type { FigureSpec } from "./theme.ts";

/** A text of Vega. */
interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

// Without a canvas Vega takes every character to be 0.8 em wide. `width` can be replaced, although
// its types do not say so; nothing else in this process draws with Vega.
const { textMetrics } = vega as unknown as {
  textMetrics: { width(item: TextItem, text: string | undefined): number };
};
textMetrics.width = ({ fontSize = 11, fontWeight }, text = "") =>
  textWidth(String(text), {
    size: fontSize,
    weight: fontWeight === "bold" || Number(fontWeight) >= 600 ? "bold" : "normal",
  });

/**
 * Draws a figure as SVG, with the same bytes on every machine.
 *
 * @throws {TypeError} If Vega-Lite would drop a part of the specification.
 */
export async function renderSvg(spec: FigureSpec): Promise<string> {
  const view = new vega.View(vega.parse(compile(spec, { logger: refusingLogger() }).spec), {
    renderer: "none",
  });
  try {
    return renumber(await view.toSVG());
  } finally {
    view.finalize();
  }
}

/** Draws a figure's SVG as PNG, with two pixels per SVG pixel. */
export function renderPng(svg: string): Uint8Array {
  const resvg = new Resvg(svg, {
    fitTo: { mode: "zoom", value: 2 },
    font: {
      loadSystemFonts: false,
      fontFiles: [...fontFiles],
      defaultFontFamily: "DejaVu Sans",
    },
  });
  return encodePng(resvg.render());
}

/** Renumbers clip paths and gradients, which Vega counts through all figures of a process. */
function renumber(svg: string): string {
  const ids = new Map<string, string>();
  return svg.replace(
    /(id="|url\(#)(clip|gradient_)(\d+)/g,
    (_, before: string, kind: string, number: string) => {
      const old = kind + number;
      if (!ids.has(old)) ids.set(old, `${kind}${ids.size}`);
      return before + ids.get(old);
    },
  );
}

/** Turns Vega-Lite's warnings into errors: it drops the parts that it warns about. */
function refusingLogger() {
  const refuse = (...messages: readonly unknown[]): never => {
    throw new TypeError(`Cannot draw the figure as specified: ${messages.join(" ")}`);
  };
  const logger = {
    level: () => logger,
    error: refuse,
    warn: refuse,
    info: () => logger,
    debug: () => logger,
  };
  return logger;
}
