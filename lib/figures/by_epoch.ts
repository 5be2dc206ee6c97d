import { colour } from "./colours.ts";
import { liveCurves } from "./live_panels.ts";

const isPowerOfTen = "abs(log(datum.value) / LN10 - round(log(datum.value) / LN10)) < 1e-6";

/** A Vega specification of one run's training loss by epoch that draws the data set "rows". */
export function byEpoch(): object {
  return liveCurves({
    encoding: {
      x: {
        field: "epoch",
        type: "quantitative",
        title: "Epoch",
        scale: { nice: false },
        axis: { tickCount: 5, tickMinStep: 1, format: "d", grid: false },
      },
      y: {
        field: "loss",
        type: "quantitative",
        title: "Training loss",
        scale: { type: "log" },
        axis: { gridOpacity: { condition: { test: isPowerOfTen, value: 1 }, value: 0 } },
      },
      color: {
        field: "architecture",
        type: "nominal",
        scale: { domain: ["plain", "highway"], range: [colour("blue"), colour("orange")] },
      },
    },
    layer: [{ mark: { type: "line", point: { size: 16 } } }],
  });
}
