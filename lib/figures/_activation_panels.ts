import type { DataFrame } from "nodejs-polars";
import { curves, marksIn, report } from "./curves.ts";
import { decadesAround, type Domain, logScale, place } from "./log_scale.ts";
import { networkTitle } from "./network_titles.ts";
import { assertSingle, readRows, round } from "./rows.ts";
import { blue, bottomLegend, type Encoding, type Panel, panelTitle } from "./theme.ts";

/** A value the report shows for its 50-layer ReLU net with Glorot uniform weights. */
export interface PublishedActivation {
  readonly layer: number;
  readonly value: number;
}

/** A column to draw against the layer. */
export interface Measure {
  readonly column: "mean" | "unitMeanStd" | "variance" | "deadFraction" | "gradientNorm";
  readonly title: string | string[];
  /** Linear, from 0 to the largest value, unless given; a fraction has an axis from 0 to 1. */
  readonly scale?: "fraction" | "log";
  readonly published: readonly PublishedActivation[];
}

/** The network of the report's Figures 5 and 6. */
const reportNetwork = networkTitle({ activation: "relu", initializer: "glorot-uniform" });

const states = ["before training", "after training"] as const;

/**
 * For each network a panel for each measure, by layer: a line a seed, before training (epoch 0)
 * and after it (its last epoch).
 */
export function activationPanels(frame: DataFrame, measures: readonly Measure[]): Panel[] {
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
  const lastEpoch = new Map<string, number>();
  for (const row of rows) {
    lastEpoch.set(network(row), Math.max(row.epoch, lastEpoch.get(network(row)) ?? 0));
  }
  const ends = rows.filter((row) => row.epoch === 0 || row.epoch === lastEpoch.get(network(row)));

  const panels = [...Map.groupBy(ends, networkTitle)].flatMap(([network, own]) =>
    measures.map(({ column, title, scale, published }) => {
      const finite = own.map((row) => row[column]).filter(Number.isFinite);
      const domain: Domain = scale === "log"
        ? decadesAround(finite)
        : scale === "fraction"
        ? [0, 1]
        : [Math.min(0, ...finite), Math.max(0, ...finite)];
      const values = own.map((row) => {
        const { value, mark } = place(row[column], domain);
        const { seed, layer } = row;
        const state = states[row.epoch === 0 ? 0 : 1];
        return { state, seed, layer, value: round(value), ...(mark && { mark }) };
      });
      const reported = network === reportNetwork
        ? published.filter(({ layer }) => layer <= depth)
          .map((point) => ({ ...point, mark: report }))
        : [];
      const axis = scale === "log"
        ? logScale(domain)
        : scale === "fraction"
        ? { scale: { domain, nice: false } }
        : {};
      return { network, title, axis, data: [...values, ...reported] };
    })
  );
  const marks = marksIn(panels.flatMap(({ data }) => data));
  return panels.map(({ network, title, axis, data }) => {
    const encoding: Encoding = {
      x: {
        field: "layer",
        type: "quantitative",
        title: "Layer no",
        scale: { domain: [0, depth], nice: false },
      },
      y: { field: "value", type: "quantitative", title, ...axis },
      color: { value: blue },
    };
    return {
      title: panelTitle(network),
      width: 270,
      height: 200,
      data: { values: data },
      ...curves(marks, encoding, { lines: { strokeDash } }),
    };
  });
}

const strokeDash: Encoding["strokeDash"] = {
  field: "state",
  type: "nominal",
  title: "Network",
  scale: { domain: [...states], range: [[4, 3], [1, 0]] },
  legend: bottomLegend,
};

function network(row: { activation: string; initializer: string; seed: number }): string {
  return `${row.activation} ${row.initializer} ${row.seed}`;
}
