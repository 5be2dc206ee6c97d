/**
 * The report's numbers, read off its training curves and figures.
 *
 * @module
 */
import { type Dataset, type PublishedName, publishedOf } from "../data/dataset.ts";
import type { PublishedActivation } from "../figures/_activation_panels.ts";
import type { PublishedLoss } from "../figures/depth_sweep.ts";
import type { PublishedGradientNorm } from "../figures/gradient_norms.ts";
import type { PublishedLesion } from "../figures/lesion_curves.ts";
import { notebookRate } from "./experiments.ts";

/**
 * Epochs of Figure 8's points. After 3, 27 and 113 epochs highway nets reach the plain nets' final
 * loss; after 66 the plain net of 10 layers passes below the highway nets' shared curve.
 */
const sweepEpochs = [1, 2, 3, 5, 10, 20, 27, 50, 66, 100, 113, 200, 300, 400];
/** The highway nets of 10 and 20 layers have one file; which net it belongs to is unknown. */
// deno-fmt-ignore
const shared = [
  0.3162, 0.1504, 0.1105, 0.07271, 0.0324, 0.005307, 0.001533, 4.061e-4, 2.496e-4,
  1.281e-4, 1.061e-4, 4.594e-5, 2.647e-5, 1.804e-5,
];
// deno-fmt-ignore
const curves: Record<string, readonly number[]> = {
  "plain 10": [
    0.4834, 0.1958, 0.1407, 0.09204, 0.05044, 0.01762, 0.00883, 4.38e-4, 2.481e-4,
    9.135e-5, 6.933e-5, 2.794e-5, 1.68e-5, 1.198e-5,
  ],
  "plain 20": [
    1.319, 0.5474, 0.3863, 0.2418, 0.1368, 0.07728, 0.05605, 0.02173, 0.009871,
    0.003488, 0.003115, 5.853e-4, 1.594e-4, 1.074e-4,
  ],
  "plain 50": [
    2.101, 1.325, 0.9716, 0.555, 0.2051, 0.1094, 0.08154, 0.03678, 0.02695,
    0.01919, 0.0133, 0.005182, 0.003169, 0.002254,
  ],
  "plain 100": [
    2.302, 2.291, 2.263, 2.136, 1.957, 1.681, 1.542, 1.181, 0.9597,
    0.6648, 0.5931, 0.3372, 0.2362, 0.1845,
  ],
  "highway 10": shared,
  "highway 20": shared,
  "highway 50": [
    0.3787, 0.1711, 0.1258, 0.08433, 0.03968, 0.007549, 0.002088, 3.764e-4, 2.136e-4,
    1.033e-4, 8.465e-5, 3.55e-5, 2.023e-5, 1.374e-5,
  ],
  "highway 100": [
    0.5669, 0.2002, 0.1459, 0.09443, 0.04664, 0.01426, 0.002189, 3.337e-4, 1.855e-4,
    8.877e-5, 7.286e-5, 3.073e-5, 1.762e-5, 1.201e-5,
  ],
};

/** Figure 8's curves: mean training cross-entropy (nats) by architecture, depth and epoch. */
export const publishedLosses: readonly PublishedLoss[] = Object.entries(curves).flatMap(
  ([name, losses]) => {
    const [architecture, depth] = name.split(" ");
    return losses.map((loss, index) => ({
      architecture: architecture as "plain" | "highway",
      depth: Number(depth),
      epoch: sweepEpochs[index],
      loss,
    }));
  },
);

/** Final loss of Figure 8's highway net of this depth. */
export function publishedEnd(depth: number): number {
  return publishedLosses.findLast((point) =>
    point.architecture === "highway" && point.depth === depth
  )!.loss;
}

const layers = [1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 40, 49];

function byLayer(values: readonly number[]): PublishedActivation[] {
  return values.map((value, index) => ({ layer: layers[index], value }));
}

/**
 * Learning rates by depth that give the report's curves of plain nets with its other settings. No
 * rate that was tried gives the curve of 50 layers.
 */
export const identifiedRates: Readonly<Record<number, number>> = {
  10: 0.01,
  20: 0.001,
  100: 0.00001,
};

/** Figure 5's curve: mean activation, 50-layer plain ReLU net, Glorot weights; read to 0.001. */
export const publishedMeanActivations: readonly PublishedActivation[] = byLayer(
  [0.14, 0.11, 0.065, 0.0585, 0.036, 0.032, 0.0186, 0.0077, 0.0016, 0, 0, 0, 0],
);

/** Figure 6's curve: standard deviation of unit means, same net; read to 0.001. */
export const publishedSpreads: readonly PublishedActivation[] = byLayer(
  [0.14, 0.108, 0.068, 0.061, 0.0453, 0.033, 0.0233, 0.0097, 0.0024, 0, 0, 0, 0],
);

/** Figure 7's gradient norms, 50-layer plain sigmoid net, trained at its notebook's rate. */
export const publishedGradientNorms: readonly PublishedGradientNorm[] = [
  { index: 30, epoch: 1, norm: 0, learningRate: notebookRate },
  { index: 30, epoch: 2, norm: 0, learningRate: notebookRate },
  { index: 30, epoch: 3, norm: 0, learningRate: notebookRate },
  { index: 101, epoch: 1, norm: 0.0267, learningRate: notebookRate },
  { index: 101, epoch: 2, norm: 0.0016, learningRate: notebookRate },
  { index: 101, epoch: 3, norm: 0.0014, learningRate: notebookRate },
];

/** Statistics of one net's gates that claims are judged by. */
export interface GateFinding {
  /** Fraction of gate biases that ended below their start. */
  readonly fallen: number;
  /** Mean change of the gate biases in the first third of the layers. */
  readonly early: number;
  /** The same in the middle third. */
  readonly middle: number;
  /** The same in the last third. */
  readonly late: number;
  /**
   * Mean change of a unit's output from layer to layer, in the middle third, over the standard
   * deviation of those outputs.
   */
  readonly step: number;
}

/**
 * Figure 9's nets, decoded from the colours of columns 1 and 4. Colours saturate at the bars'
 * limits, which outputs of the middle third hardly reach.
 */
export const publishedGates: Readonly<Record<PublishedName, GateFinding>> = {
  mnist: { fallen: 0.856, early: -0.064, middle: -0.095, late: -0.07, step: 0.071 },
  cifar100: { fallen: 0.67, early: -0.231, middle: -0.077, late: -0.031, step: 0.04 },
};

/**
 * Figure 9's MNIST net in layers 15 to 45: mean gate over σ(bias), decoded from columns 1 and 2. A
 * sum over 60,000 images divided by 50,000 would be 1.2 times as large.
 */
export const publishedGateRatio = 1.089;

/** Training curves of Figure 9's nets: mean training cross-entropy (nats). */
export const publishedGateLosses: Readonly<
  Record<PublishedName, readonly { readonly epoch: number; readonly loss: number }[]>
> = {
  mnist: byEpoch(
    [1, 2, 5, 10, 20, 50, 100, 200, 300, 400],
    [2.3, 1.34, 0.197, 0.087, 0.0381, 7.07e-3, 2.1e-5, 5.07e-6, 2.94e-6, 2.08e-6],
  ),
  cifar100: byEpoch(
    [1, 2, 5, 10, 20, 50, 100, 200, 400, 600, 800, 1000],
    [4.49, 4.29, 3.96, 3.72, 3.49, 3.14, 2.83, 2.37, 1.41, 0.729, 0.276, 0.0137],
  ),
};

function byEpoch(epochs: readonly number[], losses: readonly number[]) {
  return epochs.map((epoch, index) => ({ epoch, loss: losses[index] }));
}

/** Figure 10's points, read to 4 %: mean cross-entropy (nats) by lesioned highway layer, from 1. */
const lesioned = {
  // deno-fmt-ignore
  mnist: [
    0.27, 6.6e-2, 2.1e-2, 9.7e-3, 7.4e-4, 2.7e-4, 1.3e-3, 2e-5, 1.1e-4, 2.6e-4,
    3.2e-6, 2.7e-6, 2.5e-6, 2.4e-6, 2.2e-6, 2.39e-6, 2.53e-6, 2.12e-6, 2.12e-6, 2.25e-6, 2.12e-6,
    1.99e-6, 2.12e-6, 1.99e-6, 1.99e-6, 1.99e-6, 2.12e-6, 2.12e-6, 1.99e-6, 2.12e-6, 2.12e-6,
    1.99e-6, 1.99e-6, 2.12e-6, 2.25e-6, 1.99e-6, 2.25e-6, 2.12e-6, 2.12e-6,
    2.4e-6, 2.4e-6, 2.4e-6, 2.7e-6, 2.8e-6, 2.8e-6, 3e-6, 8.4e-6, 3.4e-5, 1.2e-4, 3.7e-5,
  ],
  // deno-fmt-ignore
  cifar100: [
    0.74, 0.86, 0.62, 0.81, 0.52, 0.38, 0.44, 0.3, 0.27, 0.43, 0.31, 0.35, 0.21, 0.24, 0.22, 0.29,
    0.29, 0.21, 0.2, 0.37, 0.18, 0.13, 0.12, 0.062, 0.08, 0.079, 0.27, 0.12, 0.068, 0.11, 0.049,
    0.094, 0.048, 0.069, 0.074, 0.058, 0.064, 0.052, 0.026, 0.038, 0.023, 0.069, 0.049, 0.04, 0.049,
    0.036, 0.034, 0.03, 0.034, 0.026,
  ],
};

/**
 * Figure 10's points. Its layer 1 is our layer 2, the first highway layer; its net has 50 highway
 * layers, ours 49.
 */
export const publishedLesions: readonly PublishedLesion[] = (
  ["mnist", "cifar100"] as const
).flatMap((dataset) =>
  lesioned[dataset]
    .map((loss, index) => ({ dataset, layer: index + 2, loss }))
    .filter(({ layer }) => layer <= 50)
);

/** Number of highway layers that Figure 10 lesions on CIFAR-100. */
export const publishedLesionCount = lesioned.cifar100.length;

/** The points if the data set is MNIST or its stand-in, otherwise none. */
export function publishedFor<Point>(
  dataset: Dataset,
  points: readonly Point[],
): readonly Point[] {
  return publishedOf(dataset) === "mnist" ? points : [];
}
