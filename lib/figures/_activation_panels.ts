import type { DataFrame } from "nodejs-polars";
import { colour } from "./colours.ts";
import { curves, marksIn } from "./curves.ts";
import type { LegendEntry, Panel } from "./figure.ts";
import { decadesAround, type Domain, logScale, place } from "./log_scale.ts";
import { networkTitle } from "./network_titles.ts";
import { assertSingle, readRows, round } from "./rows.ts";
import { bottomLegend, type Encoding } from "./theme.ts";

/** A value the report shows for its 50-layer ReLU net with Glorot uniform weights. */
export interface PublishedActivation {
  readonly layer: number;
  readonly value: number;
}

/** A column to draw against the layer. */
export interface Measure {
  readonly column: "mean" | "unitMeanStd" | "variance" | "deadFraction" | "gradientNorm";
  readonly title: string | string[];
  /** Title of the column's panels of all networks, where there are several columns. */
  readonly group?: string;
  /** Defaults to linear, from 0 to the largest value; a fraction has an axis from 0 to 1. */
  readonly scale?: "fraction" | "log";
  readonly published: readonly PublishedActivation[];
}

/** The network of the report's Figures 5 and 6. */
const reportNetwork = "relu-glorot-uniform";

const states = ["before", "after"] as const;

export const activationLegend: readonly LegendEntry[] = [
  { label: "after training", symbol: "line", colour: "blue" },
  { label: "before training", symbol: "dashed", colour: "blue" },
];

/**
 * For each network a panel for each measure, by layer: a line a seed, before training (epoch 0)
 * and after it (its last epoch).
 */
export function activationPanels(
  frame: DataFrame,
  measures: readonly Measure[],
  { width }: { width: number },
): Panel[] {
  const rows = readRows(frame, {
    activation: "string",
    initializer: "string",
    depth: "number",
    seed: "number",
    epoch: "number",
    layer: "number",
    ...Object.fromEntries(measures.map(({ column }) => [column, "number"])) as Record<
      Measure["column"],
      "number"
    >,
  });
  assertSingle("depth", rows.map(({ depth }) => depth));
  const { depth } = rows[0];
  const nets = Map.groupBy(rows, ({ activation, initializer }) => `${activation}-${initializer}`);

  const panels = [...nets].flatMap(([net, own]) => {
    const lastEpoch = new Map(own.map(({ seed, epoch }) => [seed, epoch]));
    for (const { seed, epoch } of own) {
      lastEpoch.set(seed, Math.max(epoch, lastEpoch.get(seed)!));
    }
    const ends = own.filter(({ seed, epoch }) => epoch === 0 || epoch === lastEpoch.get(seed));
    return measures.map(({ column, title, group, scale, published }) => {
      const finite = ends.map((row) => row[column]).filter(Number.isFinite);
      const domain: Domain = scale === "log"
        ? decadesAround(finite)
        : scale === "fraction"
        ? [0, 1]
        : [Math.min(0, ...finite), Math.max(0, ...finite)];
      const values = ends.map((row) => {
        const { value, mark } = place(row[column], domain);
        const { seed, layer } = row;
        const state = states[row.epoch === 0 ? 0 : 1];
        return { state, seed, layer, value: round(value), ...(mark && { mark }) };
      });
      const reported = net === reportNetwork
        ? published.filter(({ layer }) => layer <= depth)
          .map((point) => ({ ...point, mark: "report" as const }))
        : [];
      const axis = scale === "log"
        ? logScale(domain)
        : scale === "fraction"
        ? { scale: { domain, nice: false } }
        : {};
      return {
        name: `${net}-${column}`,
        title: networkTitle(own[0]),
        ...(group && { group: { name: column, title: group } }),
        axis: { title, ...axis },
        rows: [...values, ...reported],
      };
    });
  });
  const marks = marksIn(panels.flatMap(({ rows }) => rows));
  return panels.map(({ axis, ...panel }) => {
    const encoding: Encoding = {
      x: {
        field: "layer",
        type: "quantitative",
        title: "Layer no",
        scale: { domain: [0, depth], nice: false },
      },
      y: { field: "value", type: "quantitative", ...axis },
      color: { value: colour("blue") },
    };
    return {
      ...panel,
      kind: "curves",
      spec: { width, height: 200, ...curves(marks, encoding, { lines: { strokeDash } }) },
    };
  });
}

const strokeDash: Encoding["strokeDash"] = {
  field: "state",
  type: "nominal",
  title: "Network",
  scale: { domain: [...states], range: [[4, 3], [1, 0]] },
  legend: { ...bottomLegend, labelExpr: "datum.value + ' training'" },
};
