import type { DataFrame } from "nodejs-polars";
import type { Dataset } from "../data/dataset.ts";
import { activationSchema } from "../diagnostics/activations.ts";
import { gradientSchema } from "../diagnostics/gradients.ts";
import { records, type Row } from "../frame.ts";
import { historySchema } from "./frames.ts";
import { measured } from "./measured.ts";
import { finalLoss, trains, trainsWhen } from "./trains.ts";
import { type Claim, type Finding, judge, type JudgedClaim, type JudgedData } from "./verdict.ts";

/** Frames of the 50-layer plain nets of every activation and initializer. */
export interface DiagnosticFrames {
  readonly activations: DataFrame;
  readonly gradients: DataFrame;
  readonly history: DataFrame;
}

/** What one seed's net of one activation and initializer was like. */
interface Net {
  readonly seed: number;
  /** Per layer, from the first, before training. */
  readonly layers: readonly Row<typeof activationSchema>[];
  /** Of the last epoch: first layer's weights over those of the last hidden layer. */
  readonly gradientRatio: number;
  /** Of the first layer's weights in the last epoch. */
  readonly firstGradient: number;
  /** Mean training cross-entropy (nats) of the last epoch. */
  readonly loss: number;
  readonly trains: boolean;
}

const claims = {
  relu: {
    number: 1,
    statement: "ReLU with Glorot weights: activations and gradient go to 0 with depth; no training",
    about: ["mnist"],
    source: "IV, Figures 5 and 6",
    criterion: "before training, mean and variance of layer 50 are below 1 % of layer 1's; the " +
      `first layer's gradient norm is below 1e-3; no training (${trainsWhen})`,
    published: "mean 0.14 falls to 0 by layer 20; gradient 0",
    figure: "figure_05_mean_activation",
  },
  reluHe: {
    number: 2,
    statement: "ReLU with He weights: the variance does not go to 0, and the net trains",
    about: ["mnist"],
    source: "IV",
    criterion: `variance of layer 50 above 1 % of layer 1's; training (${trainsWhen})`,
    published: "can be trained if hyperparameters are set carefully",
    figure: "figure_06_activation_variance",
  },
  sigmoid: {
    number: 3,
    statement: "Sigmoid: the variance does not vanish, the early layers' gradients do; no training",
    about: ["mnist"],
    source: "IV, Figure 7",
    criterion:
      "Glorot and He: variance of layer 50 above 1 % of layer 1's; first layer's gradient " +
      `norm below 1e-6 of layer 50's; no training (${trainsWhen})`,
    published: "gradient norm 0.0267 at the output's bias, 0 at parameter 30",
    figure: "figure_07_gradient_norms",
  },
  tanh: {
    number: 4,
    statement: "Tanh: every layer's variance stays in one range, and the net trains",
    about: ["mnist"],
    source: "IV",
    criterion:
      `Glorot: largest and smallest variance within a factor of 100; training (${trainsWhen})`,
    published: "variance of each layer remains in the same range",
    figure: "figure_06_activation_variance",
  },
} satisfies Record<string, Claim>;

/** Judges claims 1 to 4, on what activations and gradients do in deep plain nets. */
export function diagnosticClaims(
  frames: DiagnosticFrames,
  dataset: JudgedData & Pick<Dataset, "classes">,
): JudgedClaim[] {
  const nets = readNets(frames, dataset.classes.length);
  const find = (
    name: string,
    describe: (net: Net) => Omit<Finding, "dataset" | "seed">,
  ): Finding[] =>
    (nets.get(name) ?? []).map((net) => ({
      dataset: dataset.title,
      seed: net.seed,
      ...describe(net),
    }));
  const decay = ({ layers }: Net, measure: "mean" | "variance") =>
    layers.at(-1)![measure] / layers[0][measure];

  const relu = find("relu glorot-uniform", (net) => ({
    holds: [
      decay(net, "mean") < 0.01,
      decay(net, "variance") < 0.01,
      net.firstGradient < 1e-3,
      !net.trains,
    ],
    values: measured`mean ${net.layers[0].mean} falls to ${
      net.layers.at(-1)!.mean
    }, gradient ${net.firstGradient}, loss ${net.loss}`,
  }));
  const reluHe = find("relu he-normal", (net) => ({
    holds: [decay(net, "variance") > 0.01, net.trains],
    values: measured`variance ${net.layers[0].variance} becomes ${
      net.layers.at(-1)!.variance
    }, loss ${net.loss}`,
  }));
  const sigmoid = ["glorot-uniform", "he-normal"].flatMap((initializer) =>
    find(`sigmoid ${initializer}`, (net) => ({
      of: initializer,
      holds: [decay(net, "variance") > 0.01, net.gradientRatio < 1e-6, !net.trains],
      values: measured`gradient ratio ${net.gradientRatio}, loss ${net.loss}`,
    }))
  );
  const tanh = find("tanh glorot-uniform", (net) => {
    const variances = net.layers.map(({ variance }) => variance);
    const [low, high] = [Math.min(...variances), Math.max(...variances)];
    return {
      holds: [high / low < 100, net.trains],
      values: measured`variance ${low} to ${high}, loss ${net.loss}`,
    };
  });
  return [
    judge(claims.relu, relu, [dataset]),
    judge(claims.reluHe, reluHe, [dataset]),
    judge(claims.sigmoid, sigmoid, [dataset]),
    judge(claims.tanh, tanh, [dataset]),
  ];
}

function readNets(frames: DiagnosticFrames, classes: number): Map<string, Net[]> {
  const nameOf = (row: { activation: string; initializer: string; seed: number }) =>
    `${row.activation} ${row.initializer} ${row.seed}`;
  const activations = Map.groupBy(records(activationSchema, frames.activations), nameOf);
  const gradients = Map.groupBy(records(gradientSchema, frames.gradients), nameOf);
  const nets = records(historySchema, frames.history);
  const last = [...Map.groupBy(nets, nameOf)].map(([name, rows]) => ({ name, row: rows.at(-1)! }));
  const judged = last.map(({ name, row }) => {
    const norm = (layer: number) =>
      gradients.get(name)!.find((gradient) =>
        gradient.epoch === row.epoch && gradient.parameter === `layers.${layer}.wH`
      )!.meanNorm;
    const layers = activations.get(name)!.filter(({ epoch }) => epoch === 0);
    return {
      key: `${row.activation} ${row.initializer}`,
      seed: row.seed,
      layers,
      gradientRatio: norm(1) / norm(layers.length),
      firstGradient: norm(1),
      loss: finalLoss(row.loss),
      trains: trains(row.loss, classes),
    };
  });
  return Map.groupBy(judged, ({ key }) => key);
}
