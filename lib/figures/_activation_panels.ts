import type { DataFrame } from "nodejs-polars";
import { curves, marksIn, report } from "./curves.ts";
import { type Domain, place } from "./log_scale.ts";
import { activationTitles, initializerTitles } from "./network_titles.ts";
import { assertSingle, distinct, readRows, round } from "./rows.ts";
import {
  blue,
  bottomLegend,
  type Encoding,
  lineLegend,
  orange,
  type Panel,
  panelTitle,
} from "./theme.ts";

/** A value the report shows for its 50-layer ReLU net with Glorot uniform weights. */
export interface PublishedActivation {
  readonly layer: number;
  readonly value: number;
}

/** A column to draw against the layer. */
export interface Measure {
  readonly column: "mean" | "unitMeanStd" | "variance";
  readonly title: string | string[];
  readonly published: readonly PublishedActivation[];
}

const states = ["before training", "after training"] as const;

/**
 * A row of panels for each activation function and in it a panel for each measure, by layer: a
 * line a network and seed, before training (epoch 0) and after it (its last epoch).
 */
export function activationPanels(frame: DataFrame, measures: readonly Measure[]): Panel[] {
  const rows = readRows(frame, {
    activation: "string",
    initializer: "string",
    depth: "number",
    seed: "number",
    epoch: "number",
    layer: "number",
    mean: "number",
    unitMeanStd: "number",
    variance: "number",
  });
  assertSingle("depth", rows.map(({ depth }) => depth));
  const { depth } = rows[0];
  const lastEpoch = new Map<string, number>();
  for (const row of rows) {
    lastEpoch.set(network(row), Math.max(row.epoch, lastEpoch.get(network(row)) ?? 0));
  }
  const ends = rows.filter((row) => row.epoch === 0 || row.epoch === lastEpoch.get(network(row)));

  const panels = distinct(ends.map(({ activation }) => activation)).flatMap((activation) =>
    measures.map(({ column, title, published }) => {
      const own = ends.filter((row) => row.activation === activation);
      const finite = own.map((row) => row[column]).filter(Number.isFinite);
      const domain: Domain = [Math.min(0, ...finite), Math.max(0, ...finite)];
      const values = own.map((row) => {
        const { value, mark } = place(row[column], domain);
        const { initializer, seed, layer } = row;
        const state = states[row.epoch === 0 ? 0 : 1];
        return { initializer, state, seed, layer, value: round(value), ...(mark && { mark }) };
      });
      const reported = published
        .filter(({ layer }) => activation === "relu" && layer <= depth)
        .map((point) => ({ initializer: "glorot-uniform", ...point, mark: report }));
      return { activation, title, data: [...values, ...reported] };
    })
  );
  const rowsDrawn = panels.flatMap(({ data }) => data);
  const marks = marksIn(rowsDrawn);
  const color = initializerColour(distinct(rowsDrawn.map(({ initializer }) => initializer)));
  return panels.map(({ activation, title, data }) => {
    const encoding: Encoding = {
      x: {
        field: "layer",
        type: "quantitative",
        title: "Layer no",
        scale: { domain: [0, depth], nice: false },
      },
      y: { field: "value", type: "quantitative", title },
      color,
    };
    return {
      title: panelTitle(activationTitles[activation] ?? activation),
      width: 360,
      height: 230,
      data: { values: data },
      ...curves(marks, encoding, { lines: { strokeDash } }),
    };
  });
}

/** Each initializer has its colour in all figures; the legend names those drawn. */
function initializerColour(drawn: readonly string[]): Encoding["color"] {
  return {
    field: "initializer",
    type: "nominal",
    title: "Initializer",
    scale: { domain: Object.keys(initializerTitles), range: [blue, orange] },
    legend: {
      ...lineLegend,
      values: [...drawn],
      labelExpr: `(${JSON.stringify(initializerTitles)})[datum.value]`,
    },
  };
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
