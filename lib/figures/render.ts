import { Resvg } from "@resvg/resvg-js";
import * as vega from "vega";
import { compile } from "vega-lite";
import { fontFiles, textWidth } from "./font.ts";
import { encodePng } from "./png.ts";
import type { FigureSpec } from "./theme.ts";

/** What Vega asks the width of. */
interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

// Without a canvas Vega takes every character for 0.8 em wide. It lets `width` be replaced (not in
// its types); nothing else in this process draws with Vega.
const { textMetrics } = vega as unknown as {
  textMetrics: { width(item: TextItem, text: string | undefined): number };
};
textMetrics.width = ({ fontSize = 11, fontWeight }, text = "") =>
  textWidth(String(text), {
    size: fontSize,
    weight: fontWeight === "bold" || Number(fontWeight) >= 600 ? "bold" : "normal",
  });

/**
 * Draws a figure as SVG: the same bytes for the same figure, on any machine.
 *
 * @throws {TypeError} If Vega-Lite would leave something of the specification out.
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

/** Draws a figure's SVG as PNG, two pixels for each of the SVG's. */
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

/** Vega counts clip paths and gradients through all figures of a process: count through one. */
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

/** Vega-Lite warns of what it does not understand, and drops it. */
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
