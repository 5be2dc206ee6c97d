import type { DataFrame } from "nodejs-polars";
import { activationSchema } from "../diagnostics/activations.ts";
import { linear, placed } from "./channels.ts";
import { colour } from "./colours.ts";
import { curves, marksIn } from "./curves.ts";
import type { LegendEntry, Panel } from "./figure.ts";
import { decadesAround, type Domain, logScale } from "./log_scale.ts";
import { networkTitle } from "./network_titles.ts";
import { assertSingle, readRows } from "./rows.ts";
import { bottomLegend, type Encoding } from "./theme.ts";

/** A point of the report's curve of its 50-layer ReLU net with Glorot uniform weights. */
export interface PublishedActivation {
  readonly layer: number;
  readonly value: number;
}

const { mean, unitMeanStd, variance, deadFraction, gradientNorm, ...columns } = activationSchema;
const statistics = { mean, unitMeanStd, variance, deadFraction, gradientNorm };

/** A column to draw against the layer. */
export interface Measure {
  readonly column: keyof typeof statistics;
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
 * One panel per network and measure, by layer, with one line per seed before training (epoch 0) and
 * one after it (the last epoch).
 */
export function activationPanels(
  frame: DataFrame,
  measures: readonly Measure[],
  { width }: { width: number },
): Panel[] {
  const drawn = Object.fromEntries(measures.map(({ column }) => [column, "float"]));
  const rows = readRows(frame, { ...columns, ...drawn as typeof statistics });
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
        const { seed, layer, epoch } = row;
        const state = states[epoch === 0 ? 0 : 1];
        return { state, seed, layer, ...placed("value", row[column], domain) };
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
      x: linear("layer", "Layer no", [0, depth]),
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
