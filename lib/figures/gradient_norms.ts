import type { DataFrame } from "nodejs-polars";
import { checkOptions } from "../check_options.ts";
import { gradientSchema } from "../diagnostics/gradients.ts";
import type { Row } from "../frame.ts";
import { coloured, linear, logarithmic, placed } from "./channels.ts";
import { curves, marksIn } from "./curves.ts";
import type { Figure, Panel } from "./figure.ts";
import { decadesAround, type Domain } from "./log_scale.ts";
import { networkTitle } from "./network_titles.ts";
import { distinct, machineNumber, readRows, round, thinLines } from "./rows.ts";
import { type Encoding, lineLegend } from "./theme.ts";

/** The two entries of the list of weights and biases that the report calls "layers". */
const indices = [30, 101];
/** Upper end of the report's axis. */
const reportMax = 0.027;

const { meanNorm: _, ...columns } = gradientSchema;
type GradientRow = Row<typeof columns>;

/** A point of the report's curves of its 50-layer sigmoid net. */
export interface PublishedGradientNorm {
  readonly index: number;
  readonly epoch: number;
  readonly norm: number;
  /** Learning rate of the report's net. */
  readonly learningRate: number;
}

/** Settings of {@linkcode gradientNorms}. */
export interface GradientNormsOptions {
  /** Points of the report's curves, drawn hollow in the panels of sigmoid nets at their rate. */
  readonly published: readonly PublishedGradientNorm[];
}

/**
 * The report's Figure 7: L2 norm of the gradient averaged over an epoch. The first panels, of the
 * sigmoid nets, show parameters 30 and 101 against the epoch as the report does. Parameter 30 is
 * too small for that axis, so each network also has a panel by layer (weights and biases together)
 * on a logarithmic axis.
 *
 * @param gradients One row per network, learning rate, seed, epoch and parameter.
 * @throws {RangeError} If there are no rows, a column is missing, or a sigmoid net has neither of
 * the two parameters.
 */
export function gradientNorms(gradients: DataFrame, options: GradientNormsOptions): Figure {
  checkOptions("gradientNorms()", options, { published: "required" });
  const { published } = options;
  const networks = [
    ...Map.groupBy(
      readRows(gradients, columns),
      (row) => `${row.activation}-${row.initializer}-${machineNumber(row.learningRate)}`,
    ),
  ].map(([name, rows]): Network => ({
    name,
    title: `${networkTitle(rows[0])}, rate ${round(rows[0].learningRate)}`,
    rows,
  }));
  return {
    name: "figure_07_gradient_norms",
    label: "Figure 7",
    title: "L2 norm of the gradient",
    caption: [
      "The report’s layers 30 and 101 are indices into its list of weights and biases, two for " +
      "each layer: the weights of layer 16 and the bias of the softmax layer. Its notebook " +
      "trains the net at a rate of 0.001, so its points are drawn there. The other panels show " +
      "the norm of every layer of every net on a logarithmic axis.",
    ],
    legend: [
      { label: "parameter 30, of layer 16", symbol: "line", colour: "blue" },
      { label: "parameter 101, the last bias", symbol: "line", colour: "orange" },
      { label: "by layer, first epoch", symbol: "line", colour: "silver" },
      { label: "by layer, last epoch", symbol: "line", colour: "green" },
    ],
    panels: [
      ...networks.filter(({ rows }) => rows[0].activation === "sigmoid")
        .map((network) => byEpoch(network, published)),
      ...networks.map(byLayer),
    ],
    columns: 2,
    ownLegends: true,
  };
}

/** A network at one learning rate, and its rows. */
interface Network {
  readonly name: string;
  readonly title: string;
  readonly rows: readonly GradientRow[];
}

function byEpoch(
  { name, title, rows }: Network,
  published: readonly PublishedGradientNorm[],
): Panel {
  const own = rows.filter(({ index }) => indices.includes(index));
  if (own.length === 0) {
    throw new RangeError(
      `Cannot draw parameters ${indices.join(" and ")} of "${title}": received indices up to ` +
        `${Math.max(...rows.map(({ index }) => index))}`,
    );
  }
  const finite = own.map(({ normOfMean }) => normOfMean).filter(Number.isFinite);
  const domain: Domain = [0, Math.max(reportMax, ...finite)];
  const lastEpoch = Math.max(...rows.map(({ epoch }) => epoch));
  const lines = thinLines(own, ({ index, seed }) => `${index} ${seed}`)
    .map(({ index, seed, epoch, normOfMean }) => (
      { index, seed, epoch, ...placed("norm", normOfMean, domain) }
    ));
  const points = published
    .filter(({ epoch, learningRate }) =>
      epoch <= lastEpoch && round(learningRate) === round(rows[0].learningRate)
    )
    .map(({ index, epoch, norm }) => ({ index, epoch, norm, mark: "report" as const }));
  const margin = Math.max(0.05 * (lastEpoch - 1), 0.1);
  const data = [...lines, ...points];
  const labels = Object.fromEntries(indices.map((i) => {
    const parameter = own.find(({ index }) => index === i)?.parameter;
    return [i, `Layer no ${i}${parameter ? ` (${parameter})` : ""}`];
  }));
  const encoding: Encoding = {
    x: {
      ...linear("epoch", "number of epochs", [1 - margin, lastEpoch + margin]),
      axis: { tickMinStep: 1, format: "d" },
    },
    y: linear("norm", "gradient norm", domain),
    color: coloured(
      "index",
      ["Index in the list of", "weights and biases"],
      [{ label: indices[0], colour: "blue" }, { label: indices[1], colour: "orange" }],
      { ...lineLegend, labelExpr: `(${JSON.stringify(labels)})[datum.value]` },
    ),
  };
  const dotSize = lastEpoch <= 10 ? 18 : undefined;
  return {
    name: `${name}-by-epoch`,
    title,
    group: { name: "by-epoch", title: "As in the report" },
    kind: "curves",
    rows: data,
    spec: { width: 360, height: 230, ...curves(marksIn(data), encoding, { dotSize }) },
  };
}

/** The norm of each layer's parameters together, in the first and the last epoch. */
function byLayer({ name, title, rows }: Network): Panel {
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
  const values = norms.map(({ seed, epoch, layer, norm }) => (
    { seed, epoch, layer, ...placed("norm", norm, domain) }
  ));
  const colours = ["silver", "green"] as const;
  const encoding: Encoding = {
    x: { field: "layer", type: "quantitative", title: "Layer", scale: { nice: false } },
    y: logarithmic("norm", "gradient norm of the layer", domain),
    color: coloured(
      "epoch",
      "Epoch",
      shown.map((label, index) => ({ label, colour: colours[index] })),
      lineLegend,
    ),
  };
  return {
    name: `${name}-by-layer`,
    title,
    subtitle: "by layer",
    group: { name: "by-layer", title: "By layer" },
    kind: "curves",
    rows: values,
    spec: { width: 360, height: 230, ...curves(marksIn(values), encoding) },
  };
}
