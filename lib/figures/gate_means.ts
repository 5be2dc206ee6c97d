import type { DataFrame } from "nodejs-polars";
import { titleOf } from "../data/dataset.ts";
import { gateSchema } from "../diagnostics/gates.ts";
import { colour } from "./colours.ts";
import type { Figure, Panel } from "./figure.ts";
import { distinct, readRows, round } from "./rows.ts";

/**
 * Mean gates against the highway layer: one dot per unit or map, a line for the layer's mean, and
 * one panel per data set and seed. The dashed line is σ(initial bias), the gate before training for
 * inputs of 0.
 *
 * @param gates One row per data set, seed, highway layer and unit; one network per seed.
 * @throws {RangeError} If there are no rows or a column is missing.
 */
export function gateMeans(gates: DataFrame): Figure {
  const { dataset, seed, layer, initialBias, meanGate } = gateSchema;
  const rows = readRows(gates, { dataset, seed, layer, initialBias, meanGate });
  const layers = distinct(rows.map(({ layer }) => layer));
  const nets = Map.groupBy(rows, ({ dataset, seed }) => `${dataset}-seed-${seed}`);
  const panels = [...nets].map(([name, cells]): Panel => {
    const [{ dataset, seed, initialBias }] = cells;
    const begin = 1 / (1 + Math.exp(-initialBias));
    return {
      name,
      title: `${titleOf(dataset)}, seed ${seed}`,
      subtitle: `dashed: before training, about ${begin.toFixed(2)}`,
      kind: "curves",
      rows: cells.map(({ layer, meanGate }) => ({ layer, gate: round(meanGate) })),
      spec: {
        width: 400,
        height: 260,
        encoding: {
          x: {
            field: "layer",
            type: "ordinal",
            title: "Highway layer",
            scale: { domain: layers },
            axis: { labelAngle: 0 },
          },
          y: {
            field: "gate",
            type: "quantitative",
            title: "Mean Transform Gate Output",
            scale: { domain: [0, 1] },
          },
        },
        layer: [
          {
            data: { values: [{ gate: round(begin) }] },
            mark: { type: "rule", strokeDash: [5, 4], color: colour("grey") },
            encoding: { x: { value: 0 }, x2: { value: "width" } },
          },
          {
            mark: { type: "point", filled: true, size: 22, opacity: 0.5, color: colour("orange") },
          },
          {
            mark: {
              type: "line",
              point: { size: 40, color: colour("navy") },
              color: colour("navy"),
            },
            encoding: { y: { aggregate: "mean", field: "gate", type: "quantitative" } },
          },
        ],
      },
    };
  });
  return {
    name: "convolutional_gates",
    label: "Convolutional gates",
    title: "Mean gates of each layer: maps (dots) and layers (line)",
    caption: [
      "A dot is a map’s mean gate over images and pixels, the line the layer’s. Above the " +
      "dashed line a layer transforms more than before training, below it carries more. " +
      "There is nothing published to compare with.",
    ],
    legend: [
      { label: "layer", symbol: "line", colour: "navy" },
      { label: "before training, about", symbol: "dashed", colour: "grey" },
    ],
    panels,
    columns: 2,
  };
}
