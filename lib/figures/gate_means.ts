import type { DataFrame } from "nodejs-polars";
import { checkOptions } from "../check_options.ts";
import { distinct, readRows, round } from "./rows.ts";
import { figure, type FigureSpec, grey, navy, orange, type Panel, panelTitle } from "./theme.ts";

export interface GateMeansOptions {
  readonly subtitle: string | readonly string[];
}

/**
 * Mean gates of each highway layer against the layer: a dot for each unit or map, a line for the
 * layer's mean, a panel for each data set and seed. Dashed is where gates begin, σ(initial bias),
 * for inputs of 0.
 *
 * @param gates A row per data set, seed, highway layer and unit, of one network each.
 * @throws {RangeError} If there are no rows or a column is missing.
 */
export function gateMeans(gates: DataFrame, options: GateMeansOptions): FigureSpec {
  checkOptions("gateMeans()", options, { subtitle: "required" });
  const { subtitle } = options;
  const rows = readRows(gates, {
    dataset: "string",
    seed: "number",
    layer: "number",
    initialBias: "number",
    meanGate: "number",
  });
  const layers = distinct(rows.map(({ layer }) => layer));
  const nets = Map.groupBy(rows, ({ dataset, seed }) => `${dataset}, seed ${seed}`);
  const hconcat = [...nets].map(([title, cells]): Panel => {
    const begin = 1 / (1 + Math.exp(-cells[0].initialBias));
    return {
      title: {
        ...panelTitle(title),
        subtitle: `dashed: before training, about ${begin.toFixed(2)}`,
      },
      width: 400,
      height: 260,
      data: { values: cells.map(({ layer, meanGate }) => ({ layer, gate: round(meanGate) })) },
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
          mark: { type: "rule", strokeDash: [5, 4], color: grey },
          encoding: { x: { value: 0 }, x2: { value: "width" } },
        },
        { mark: { type: "point", filled: true, size: 22, opacity: 0.5, color: orange } },
        {
          mark: { type: "line", point: { size: 40, color: navy }, color: navy },
          encoding: { y: { aggregate: "mean", field: "gate", type: "quantitative" } },
        },
      ],
    };
  });
  return figure("Mean transform gates by layer: maps (dots) and layers (line)", subtitle, {
    hconcat,
  });
}
