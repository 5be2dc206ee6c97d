import type { PublishedName } from "../data/dataset.ts";

/** How much is computed: "quick" takes minutes, "report" has the report's own epochs and data. */
export type Profile = "quick" | "report";

/** Every {@linkcode Profile}. */
export const profiles = ["quick", "report"] as const satisfies readonly Profile[];

/** How long, and on how many training images; on all of them where no number is given. */
export interface Extent {
  readonly images?: number;
  readonly epochs: number;
}

/** Seeds of a section where no others are asked for: one, or enough to see how far nets scatter. */
export const profileSeeds: Readonly<Record<Profile, readonly number[]>> = {
  quick: [1],
  report: [1, 2, 3],
};

/** What a profile sets for convolutional nets. */
export interface ConvolutionalSettings {
  /** By the data set, or the one that it stands in for. */
  readonly mnist: Extent;
  readonly cifar100: Extent;
  /** A net of the authors' layout for each number of maps. */
  readonly maps: readonly number[];
  readonly dropout: "as published" | "none";
  readonly batchSize: number;
  readonly learningRate: number;
  /** Part of the steps after which the rate falls to a tenth, again and again. */
  readonly decayAfter: number;
  /** Training images over which mean gates are taken. */
  readonly samples: number;
  /** Training images over which a lesion is evaluated. */
  readonly lesionSamples: number;
  /** Test images; all unless given. */
  readonly testSamples?: number;
}

/** What a profile sets. */
export interface ProfileSettings {
  readonly diagnostics: Extent;
  /**
   * Nets that criteria are tried on: learning rates of claims 1 and 3's, the first of them that of
   * the diagnostics, and the epochs of the short trainings on shuffled labels and of plain nets.
   */
  readonly controls: { readonly rates: readonly number[]; readonly epochs: number };
  /** Learning rates of the ReLU nets with He weights that are trained with and without clipping. */
  readonly clippingRates: readonly number[];
  readonly depthSweep: Extent;
  /** By the data set, or the one that it stands in for. */
  readonly gates: Readonly<Record<PublishedName, Extent & { readonly learningRate: number }>>;
  readonly convolutional: ConvolutionalSettings;
  /** The nets of 900 layers, and the learning rates of the plain ones. */
  readonly deepest: Extent & { readonly plainRates: readonly number[] };
  /** Nets with other weights and activations, and learning rates of the plain and the highway ones. */
  readonly variants: Extent & {
    readonly plainRates: readonly number[];
    readonly highwayRates: readonly number[];
  };
  /** Images over which activations and mean gates are taken. */
  readonly samples: number;
  /** Training images over which a lesion is evaluated; all unless given. */
  readonly lesionSamples?: number;
  /** Learning rates of the plain nets by depth; highway nets have the report's 0.1. */
  readonly plainRates: Readonly<Record<number, number>>;
}

export const profileSettings: Record<Profile, ProfileSettings> = {
  quick: {
    diagnostics: { epochs: 3 },
    controls: { rates: [0.003, 0.1], epochs: 10 },
    clippingRates: [0.03],
    depthSweep: { epochs: 4 },
    // Few images, many times: where the loss is small a lesion shows.
    gates: {
      mnist: { images: 2048, epochs: 160, learningRate: 0.1 },
      cifar100: { images: 1024, epochs: 200, learningRate: 0.1 },
    },
    // So few steps learn too little at the authors' rate, or with dropout.
    convolutional: {
      maps: [8],
      dropout: "none",
      mnist: { images: 6000, epochs: 1 },
      cifar100: { images: 2000, epochs: 1 }, // fifteen times the arithmetic an image
      batchSize: 25,
      learningRate: 0.1,
      decayAfter: 3 / 4,
      samples: 200,
      lesionSamples: 200,
      testSamples: 1000,
    },
    deepest: { images: 1024, epochs: 16, plainRates: [0.01] },
    variants: { images: 6000, epochs: 4, plainRates: [0.01], highwayRates: [0.1] },
    samples: 10_000, // as below: both profiles have the same nets of diagnostics
    lesionSamples: 2000,
    // The report's own rates take hundreds of epochs.
    plainRates: { 10: 0.02, 20: 0.02, 50: 0.003, 100: 0.001 },
  },
  report: {
    diagnostics: { epochs: 3 },
    controls: { rates: [0.003, 0.01, 0.1], epochs: 10 },
    clippingRates: [0.003, 0.01, 0.03, 0.1],
    depthSweep: { epochs: 400 },
    gates: {
      mnist: { epochs: 400, learningRate: 0.1 },
      // Neither 0.1 nor the 0.0001 of the text gives the report's curve, and this does.
      cifar100: { epochs: 1000, learningRate: 0.01 },
    },
    convolutional: {
      maps: [32, 16],
      dropout: "as published",
      mnist: { epochs: 300 }, // 180,000 steps
      cifar100: { epochs: 400 }, // 200,000 steps
      batchSize: 100,
      learningRate: 0.01,
      decayAfter: 1 / 3,
      samples: 10_000,
      lesionSamples: 10_000,
    },
    deepest: { epochs: 5, plainRates: [0.1, 0.01, 0.001, 0.0001] },
    variants: { epochs: 4, plainRates: [0.1, 0.01, 0.001], highwayRates: [0.1, 0.3, 1] },
    samples: 10_000,
    plainRates: { 10: 0.001, 20: 0.001, 50: 0.00001, 100: 0.00001 },
  },
};
