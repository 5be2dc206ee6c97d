import type { DataFrame } from "nodejs-polars";
import type { Dataset } from "../data/dataset.ts";
import { activationSchema } from "../diagnostics/activations.ts";
import { gradientSchema } from "../diagnostics/gradients.ts";
import { networkTitle } from "../figures/network_titles.ts";
import { records } from "../frame.ts";
import { type Activation, type Initializer, initializers } from "../models/network_spec.ts";
import type { ActivationsFrames, DiagnosticFrames } from "./activations.ts";
import { historySchema } from "./frames.ts";
import { measured, rateOf } from "./measured.ts";
import { finalLoss, trains, trainsWhen } from "./trains.ts";
import { publishedMeanActivations } from "./published.ts";
import {
  type Criterion,
  type Finding,
  judge,
  type JudgedClaim,
  type JudgedData,
  part,
  sharper,
} from "./verdict.ts";

/** One net; undefined where a value is not known. */
interface NetFinding {
  /** Mean activation of the first and of the last layer, before training. */
  readonly mean?: readonly [first: number, last: number];
  /** Variance of activations, likewise. */
  readonly variance?: readonly [first: number, last: number];
  /** Smallest and largest variance of a layer, before training. */
  readonly range?: readonly [low: number, high: number];
  /** The same after training. */
  readonly rangeAfter?: readonly [low: number, high: number];
  /** Gradient norm in the last epoch, of the weights of the first and of the last hidden layer. */
  readonly gradient?: readonly [first: number, last: number];
  /** Mean training cross-entropy (nats) of the last epoch. */
  readonly loss?: number;
  readonly classes: number;
}

const relu: Criterion<NetFinding> = {
  number: 1,
  statement: "ReLU with Glorot weights: activations and gradient go to 0 with depth; no training",
  about: ["mnist"],
  source: "IV, Figures 5 and 6",
  criterion: "before training, mean and variance of layer 50 are below 1 % of layer 1's; the " +
    `first layer's gradient norm is below 1e-3; no training (${trainsWhen})`,
  published: "mean 0.14 falls to 0 by layer 20; gradient 0",
  figure: "figure_05_mean_activation",
  parts: ({ mean, variance, gradient, loss, classes }) => [
    part(mean, (first, last) => last / first < 0.01),
    part(variance, (first, last) => last / first < 0.01),
    part([gradient?.[0]], (first) => first < 1e-3),
    part([loss], (loss) => !trains(loss, classes)),
  ],
  words: ({ mean: [first, last] = [NaN, NaN], gradient, loss = NaN }) =>
    measured`mean ${first} falls to ${last}, gradient ${gradient?.[0] ?? NaN}, loss ${loss}`,
  headline: {
    claim: "ReLU, Glorot: signal dies, no training",
    quantity: "mean, last/first layer",
    value: ({ mean: [first, last] = [NaN, NaN] }) => last / first,
  },
};

const reluHe: Criterion<NetFinding> = {
  number: 2,
  statement: "ReLU with He weights: the variance does not go to 0, and the net trains",
  about: ["mnist"],
  source: "IV",
  criterion: `variance of layer 50 above 1 % of layer 1's; training (${trainsWhen})`,
  published: "can be trained if hyperparameters are set carefully",
  figure: "figure_06_activation_variance",
  parts: ({ variance, loss, classes }) => [
    part(variance, (first, last) => last / first > 0.01),
    part([loss], (loss) => trains(loss, classes)),
  ],
  words: ({ variance: [first, last] = [NaN, NaN], loss = NaN }) =>
    measured`variance ${first} becomes ${last}, loss ${loss}`,
  headline: {
    claim: "ReLU, He: variance stays, the net trains",
    quantity: "variance, last/first layer",
    value: ({ variance: [first, last] = [NaN, NaN] }) => last / first,
  },
};

const sigmoid: Criterion<NetFinding> = {
  number: 3,
  statement: "Sigmoid: the variance does not vanish, the early layers' gradients do; no training",
  about: ["mnist"],
  source: "IV, Figure 7",
  criterion: "Glorot and He: variance of layer 50 above 1 % of layer 1's; first layer's gradient " +
    `norm below 1e-6 of layer 50's; no training (${trainsWhen})`,
  published: "gradient norm 0.0267 at the output's bias, 0 at parameter 30",
  figure: "figure_07_gradient_norms",
  parts: ({ variance, gradient, loss, classes }) => [
    part(variance, (first, last) => last / first > 0.01),
    part(gradient, (first, last) => first / last < 1e-6),
    part([loss], (loss) => !trains(loss, classes)),
  ],
  words: ({ gradient: [first, last] = [NaN, NaN], loss = NaN }) =>
    measured`gradient ratio ${first / last}, loss ${loss}`,
  headline: {
    claim: "Sigmoid: early gradients die, no training",
    quantity: "gradient, first/last layer",
    value: ({ gradient: [first, last] = [NaN, NaN] }) => first / last,
  },
};

const tanh: Criterion<NetFinding> = {
  number: 4,
  statement: "Tanh: every layer's variance stays in one range, and the net trains",
  about: ["mnist"],
  source: "IV",
  criterion:
    `Glorot: largest and smallest variance within a factor of 100; training (${trainsWhen})`,
  published: "variance of each layer remains in the same range",
  figure: "figure_06_activation_variance",
  parts: ({ range, loss, classes }) => [
    part(range, (low, high) => high / low < 100),
    part([loss], (loss) => trains(loss, classes)),
  ],
  words: ({ range: [low, high] = [NaN, NaN], loss = NaN }) =>
    measured`variance ${low} to ${high}, loss ${loss}`,
  headline: {
    claim: "Tanh: the variance stays, the net trains",
    quantity: "variance, largest/smallest",
    value: ({ range: [low, high] = [NaN, NaN] }) => high / low,
  },
};

const narrower = sharper<NetFinding>(tanh, {
  criterion: "Glorot: largest and smallest variance within a factor of 10",
  parts: ({ range }) => [part(range, (low, high) => high / low < 10)],
  words: ({ range: [low, high] = [NaN, NaN] }) =>
    measured`largest variance ${high / low} times the smallest`,
});

const steady = sharper<NetFinding>(tanh, {
  criterion: "Glorot: after training, largest and smallest variance within a factor of 5",
  parts: ({ rangeAfter }) => [part(rangeAfter, (low, high) => high / low < 5)],
  words: ({ rangeAfter: [low, high] = [NaN, NaN] }) =>
    measured`after training the largest variance ${high / low} times the smallest`,
});

/** Final losses of one net, trained anew at each of several learning rates. */
interface RateFinding {
  readonly rates: readonly number[];
  readonly losses: readonly number[];
  readonly classes: number;
}

const atNoRate: Pick<Criterion<RateFinding>, "criterion" | "parts" | "words"> = {
  criterion: `at no learning rate that was tried does the net train (${trainsWhen})`,
  parts: ({ losses, classes }) => [losses.every((loss) => !trains(loss, classes))],
  words: ({ losses, rates }) => measured`loss ${losses} at rates ${rates.join(", ")}`,
};
const reluAtNoRate = sharper<RateFinding>(relu, atNoRate);
const sigmoidAtNoRate = sharper<RateFinding>(sigmoid, atNoRate);

/**
 * Judges claims 1 to 4. Of the report's figures only Figure 5 can be judged: Figure 6 does not show
 * the variance, and Figure 7's axis cannot tell small values from 0.
 */
export function diagnosticClaims(
  frames: DiagnosticFrames,
  dataset: JudgedData & Pick<Dataset, "classes">,
  { shallow = [], rates }: Partial<Pick<ActivationsFrames, "shallow" | "rates">> = {},
): JudgedClaim[] {
  const classes = dataset.classes.length;
  const nets = readNets(frames, dataset);
  const net = (activation: Activation, initializer: Initializer) =>
    nets.filter((net) => net.activation === activation && net.initializer === initializer);
  const controls = (nets: readonly Net[]) =>
    nets.map((net) => ({ control: networkTitle(net), found: net.found }));
  const fewerLayers = (deep: readonly Net[]) =>
    shallow.flatMap((frames) => readNets(frames, dataset))
      .filter(({ activation, initializer }) =>
        deep.some((net) => net.activation === activation && net.initializer === initializer)
      )
      .map(({ depth, found }) => ({ control: `${depth} layers`, found }));
  const relus = net("relu", "glorot-uniform");
  const sigmoids = initializers.flatMap((initializer) => net("sigmoid", initializer))
    .map((net) => ({ ...net, of: net.initializer }));
  const tanhs = net("tanh", "glorot-uniform");
  const others = {
    controls: controls([...net("sigmoid", "he-normal"), ...net("relu", "he-normal"), ...relus]),
  };
  const [first, last] = [publishedMeanActivations[0], publishedMeanActivations.at(-1)!];
  const tried = rateFindings(rates, dataset);
  return [
    judge(relu, relus, [dataset], {
      report: [{ found: { mean: [first.value, last.value], classes } }],
      controls: [...fewerLayers(relus), ...controls(net("relu", "he-normal"))],
    }),
    judge(reluAtNoRate, ...tried("relu")),
    judge(reluHe, net("relu", "he-normal"), [dataset], { controls: controls(relus) }),
    judge(sigmoid, sigmoids, [dataset], {
      controls: [...fewerLayers(sigmoids), ...controls(tanhs)],
    }),
    judge(sigmoidAtNoRate, ...tried("sigmoid")),
    judge(tanh, tanhs, [dataset], others),
    judge(narrower, tanhs, [dataset], others),
    judge(steady, tanhs, [dataset], others),
  ];
}

/** By activation, the deepest nets at all rates, with nets of fewer layers as controls. */
function rateFindings(
  rates: DataFrame | undefined,
  dataset: JudgedData & Pick<Dataset, "classes">,
) {
  const rows = rates ? records(historySchema, rates) : [];
  const deepest = Math.max(...rows.map(({ depth }) => depth));
  const nets = Map.groupBy(
    rows,
    ({ activation, initializer, depth, seed }) => `${activation} ${initializer} ${depth} ${seed}`,
  );
  const found = [...nets.values()].map((rows) => {
    const ends = [...Map.groupBy(rows, rateOf)]
      .map(([rate, epochs]) => ({ rate, loss: finalLoss(epochs.at(-1)!.loss) }))
      .sort((a, b) => a.rate - b.rate);
    return {
      ...rows[0],
      found: {
        rates: ends.map(({ rate }) => rate),
        losses: ends.map(({ loss }) => loss),
        classes: dataset.classes.length,
      },
    };
  });
  return (activation: string) => {
    const own = found.filter((net) => net.activation === activation);
    const several = new Set(own.map(({ initializer }) => initializer)).size > 1;
    const findings = own.filter(({ depth }) => depth === deepest)
      .map(({ seed, initializer, found }): Finding<RateFinding> => (
        { dataset: dataset.name, seed, found, ...(several && { of: initializer }) }
      ));
    const controls = own.filter(({ depth }) => depth < deepest)
      .map(({ depth, found }) => ({ control: `${depth} layers`, found }));
    return [findings, [dataset], { controls }] as const;
  };
}

/** One net; its `found` is judged. */
interface Net extends Finding<NetFinding> {
  readonly activation: string;
  readonly initializer: string;
  readonly depth: number;
}

function readNets(
  frames: DiagnosticFrames,
  dataset: Pick<Dataset, "name" | "classes">,
): Net[] {
  const nameOf = (row: { activation: string; initializer: string; seed: number }) =>
    `${row.activation} ${row.initializer} ${row.seed}`;
  const activations = Map.groupBy(records(activationSchema, frames.activations), nameOf);
  const gradients = Map.groupBy(records(gradientSchema, frames.gradients), nameOf);
  const nets = Map.groupBy(records(historySchema, frames.history), nameOf);
  return [...nets].map(([name, rows]) => {
    const { activation, initializer, depth, seed, epoch, loss } = rows.at(-1)!;
    const norm = (layer: number) =>
      gradients.get(name)!.find((gradient) =>
        gradient.epoch === epoch && gradient.parameter === `layers.${layer}.wH`
      )!.meanNorm;
    const states = activations.get(name)!;
    const layers = states.filter(({ epoch }) => epoch === 0);
    const trained = states.filter(({ epoch }) => epoch > 0);
    const [first, last] = [layers[0], layers.at(-1)!];
    const found: NetFinding = {
      mean: [first.mean, last.mean],
      variance: [first.variance, last.variance],
      range: rangeOf(layers),
      ...(trained.length > 0 && { rangeAfter: rangeOf(trained) }),
      gradient: [norm(1), norm(layers.length)],
      loss: finalLoss(loss),
      classes: dataset.classes.length,
    };
    return { dataset: dataset.name, seed, activation, initializer, depth, found };
  });
}

/** The smallest and the largest variance of a layer. */
function rangeOf(layers: readonly { readonly variance: number }[]): [low: number, high: number] {
  const variances = layers.map(({ variance }) => variance);
  return [Math.min(...variances), Math.max(...variances)];
}
