import type { DataFrame } from "nodejs-polars";
import { checkOptions } from "../check_options.ts";
import { curves, marksIn, report } from "./curves.ts";
import { decadesAround, type Domain, logScale, place } from "./log_scale.ts";
import { networkTitle } from "./network_titles.ts";
import { distinct, readRows, round, type Row, thinLines } from "./rows.ts";
import {
  blue,
  type Encoding,
  figure,
  type FigureSpec,
  lineLegend,
  orange,
  type Panel,
  panelTitle,
} from "./theme.ts";

/** The two entries of the list of weights and biases that the report calls "layers". */
const indices = [30, 101];
/** Upper end of the report's axis. */
const reportMax = 0.027;

const columns = {
  activation: "string",
  initializer: "string",
  learningRate: "number",
  seed: "number",
  epoch: "number",
  index: "number",
  parameter: "string",
  layer: "number",
  normOfMean: "number",
} as const;
type GradientRow = Row<typeof columns>;

/** A gradient norm the report shows for its 50-layer sigmoid net. */
export interface PublishedGradientNorm {
  readonly index: number;
  readonly epoch: number;
  readonly norm: number;
  /** That the report's net was trained at. */
  readonly learningRate: number;
}

export interface GradientNormsOptions {
  readonly subtitle: string | readonly string[];
  /** Points of the report's curves, drawn hollow among those of sigmoid nets of their rate. */
  readonly published: readonly PublishedGradientNorm[];
}

/**
 * L2 norm of the gradient averaged over an epoch. For the sigmoid nets, as in the report's
 * Figure 7, that of parameters 30 and 101 against the epoch; then, as 30 is too small for that
 * axis, that of each layer (weights and biases together) on a logarithmic one, a panel for each
 * network.
 *
 * @param gradients A row per network, learning rate, seed, epoch and parameter.
 * @throws {RangeError} If there are no rows, a column is missing, or a sigmoid net has neither of
 * the two parameters.
 */
export function gradientNorms(
  gradients: DataFrame,
  options: GradientNormsOptions,
): FigureSpec {
  checkOptions("gradientNorms()", options, { subtitle: "required", published: "required" });
  const { subtitle, published } = options;
  const networks = Map.groupBy(
    readRows(gradients, columns),
    (row) => `${networkTitle(row)}, rate ${round(row.learningRate)}`,
  );
  const sigmoid = [...networks].filter(([, rows]) => rows[0].activation === "sigmoid");
  const panels = [
    ...sigmoid.map(([name, rows]) => byEpoch(name, rows, published)),
    ...[...networks].map(([name, rows]) => byLayer(name, rows)),
  ];
  return figure("Figure 7: L2 norm of the gradient", subtitle, {
    concat: panels,
    columns: 2,
    resolve: { scale: { color: "independent" as const, shape: "independent" as const } },
  });
}

function byEpoch(
  network: string,
  rows: readonly GradientRow[],
  published: readonly PublishedGradientNorm[],
): Panel {
  const own = rows.filter(({ index }) => indices.includes(index));
  if (own.length === 0) {
    throw new RangeError(
      `Cannot draw parameters ${indices.join(" and ")} of "${network}": received indices up to ` +
        `${Math.max(...rows.map(({ index }) => index))}`,
    );
  }
  const finite = own.map(({ normOfMean }) => normOfMean).filter(Number.isFinite);
  const domain: Domain = [0, Math.max(reportMax, ...finite)];
  const lastEpoch = Math.max(...rows.map(({ epoch }) => epoch));
  const lines = thinLines(own, ({ index, seed }) => `${index} ${seed}`)
    .map(({ index, seed, epoch, normOfMean }) => {
      const { value, mark } = place(normOfMean, domain);
      return { index, seed, epoch, norm: round(value), ...(mark && { mark }) };
    });
  const points = published
    .filter(({ epoch, learningRate }) =>
      epoch <= lastEpoch && round(learningRate) === round(rows[0].learningRate)
    )
    .map(({ index, epoch, norm }) => ({ index, epoch, norm, mark: report }));
  const margin = Math.max(0.05 * (lastEpoch - 1), 0.1);
  const data = [...lines, ...points];
  const labels = Object.fromEntries(indices.map((i) => {
    const parameter = own.find(({ index }) => index === i)?.parameter;
    return [i, `Layer no ${i}${parameter ? ` (${parameter})` : ""}`];
  }));
  const encoding: Encoding = {
    x: {
      field: "epoch",
      type: "quantitative",
      title: "number of epochs",
      scale: { domain: [1 - margin, lastEpoch + margin], nice: false },
      axis: { tickMinStep: 1, format: "d" },
    },
    y: {
      field: "norm",
      type: "quantitative",
      title: "gradient norm",
      scale: { domain: [...domain], nice: false },
    },
    color: {
      field: "index",
      type: "nominal",
      title: ["Index in the list of", "weights and biases"],
      scale: { domain: indices, range: [blue, orange] },
      legend: { ...lineLegend, labelExpr: `(${JSON.stringify(labels)})[datum.value]` },
    },
  };
  return {
    title: panelTitle(network),
    width: 360,
    height: 230,
    data: { values: data },
    ...curves(marksIn(data), encoding, { dotSize: lastEpoch <= 10 ? 18 : undefined }),
  };
}

/** The first and the last epoch, each layer's parameters taken together. */
function byLayer(network: string, rows: readonly GradientRow[]): Panel {
  const epochs = distinct(rows.map(({ epoch }) => epoch));
  const shown = distinct([epochs[0], epochs[epochs.length - 1]]);
  const layers = Map.groupBy(
    rows.filter(({ epoch, layer }) => shown.includes(epoch) && Number.isFinite(layer)),
    ({ seed, epoch, layer }) => `${seed} ${epoch} ${layer}`,
  );
  const norms = [...layers.values()].map((group) => ({
    ...group[0],
    norm: Math.hypot(...group.map(({ normOfMean }) => normOfMean)),
  }));
  const domain = decadesAround(norms.map(({ norm }) => norm));
  const { scale, axis } = logScale(domain);
  const values = norms.map(({ seed, epoch, layer, norm }) => {
    const { value, mark } = place(norm, domain);
    return { seed, epoch, layer, norm: round(value), ...(mark && { mark }) };
  });
  const encoding: Encoding = {
    x: { field: "layer", type: "quantitative", title: "Layer", scale: { nice: false } },
    y: { field: "norm", type: "quantitative", title: "gradient norm of the layer", scale, axis },
    color: {
      field: "epoch",
      type: "nominal",
      title: "Epoch",
      scale: { domain: shown, range: ["#9467bd", "#2ca02c"] },
      legend: lineLegend,
    },
  };
  return {
    title: panelTitle(`${network}: by layer`),
    width: 360,
    height: 230,
    data: { values },
    ...curves(marksIn(values), encoding),
  };
}
