import { colour } from "./colours.ts";
import { liveCurves } from "./live_panels.ts";
import { logScale } from "./log_scale.ts";

/** Looks at one net from before training to the end, light to dark. */
const looks = [0, 1, 2, 3, 4] as const;

/**
 * A Vega specification of a value by layer that draws the data set "rows", with one line per look
 * (`look`, 0 to 4) at one net. Rows with a `mark` lie off the axis.
 */
export function byLayer(
  { title, domain, scale }: {
    readonly title: string;
    readonly domain: readonly [number, number];
    readonly scale: "linear" | "log";
  },
): object {
  const axis = scale === "log"
    ? logScale([...domain])
    : { scale: { domain: [...domain], nice: false } };
  return liveCurves({
    encoding: {
      x: {
        field: "layer",
        type: "quantitative",
        title: "Layer",
        scale: { nice: false, zero: false },
        axis: { tickCount: 5, tickMinStep: 1, format: "d", grid: false },
      },
      y: { field: "value", type: "quantitative", title, ...axis },
      color: {
        field: "look",
        type: "ordinal",
        scale: { domain: [...looks], range: looks.map((look) => colour(`look${look}`)) },
      },
    },
    layer: [
      { mark: { type: "line" } },
      {
        transform: [{ filter: "isValid(datum.mark)" }],
        mark: { type: "point", filled: false, size: 26, shape: "triangle-down" },
      },
    ],
  });
}
