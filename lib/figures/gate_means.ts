import type { DataFrame } from "nodejs-polars";
import { titleOf } from "../data/dataset.ts";
import { colour } from "./colours.ts";
import type { Figure, Panel } from "./figure.ts";
import { distinct, readRows, round } from "./rows.ts";

/**
 * Mean gates of each highway layer against the layer: a dot for each unit or map, a line for the
 * layer's mean, a panel for each data set and seed. Dashed is where gates begin, σ(initial bias),
 * for inputs of 0.
 *
 * @param gates A row per data set, seed, highway layer and unit, of one network each.
 * @throws {RangeError} If there are no rows or a column is missing.
 */
export function gateMeans(gates: DataFrame): Figure {
  const rows = readRows(gates, {
    dataset: "string",
    seed: "number",
    layer: "number",
    initialBias: "number",
    meanGate: "number",
  });
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
