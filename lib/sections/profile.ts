import type { PublishedName } from "../data/dataset.ts";

/** How much is computed: "quick" takes minutes, "report" has the report's own epochs and data. */
export type Profile = "quick" | "report";

/** Every {@linkcode Profile}. */
export const profiles = ["quick", "report"] as const satisfies readonly Profile[];

/** Length of a training, and its number of training images (defaults to all). */
export interface Extent {
  readonly images?: number;
  readonly epochs: number;
}

/** Default seeds of a section: one, or enough to show how far nets scatter. */
export const profileSeeds: Readonly<Record<Profile, readonly number[]>> = {
  quick: [1],
  report: [1, 2, 3],
};

/** Settings of a profile for convolutional nets. */
export interface ConvolutionalSettings {
  /** Also for its stand-in, as `cifar100` is. */
  readonly mnist: Extent;
  readonly cifar100: Extent;
  /** A net of the authors' layout for each number of maps. */
  readonly maps: readonly number[];
  readonly dropout: "as published" | "none";
  readonly batchSize: number;
  readonly learningRate: number;
  /** The rate falls to a tenth every time this fraction of all steps is done. */
  readonly decayAfter: number;
  /** Number of training images for mean gates. */
  readonly samples: number;
  /** Number of training images for lesions. */
  readonly lesionSamples: number;
  /** Number of test images; defaults to all. */
  readonly testSamples?: number;
}

/** Settings of a profile. */
export interface ProfileSettings {
  readonly diagnostics: Extent;
  /**
   * Controls: learning rates for claims 1 and 3, of which the first is that of the diagnostics, and
   * epochs of the trainings on shuffled labels and of plain nets.
   */
  readonly controls: { readonly rates: readonly number[]; readonly epochs: number };
  /** Learning rates of the nets with and without clipping. */
  readonly clippingRates: readonly number[];
  readonly depthSweep: Extent;
  /** By published data set; a stand-in has the settings of the original. */
  readonly gates: Readonly<Record<PublishedName, Extent & { readonly learningRate: number }>>;
  readonly convolutional: ConvolutionalSettings;
  /** Nets of 900 layers. */
  readonly deepest: Extent & { readonly plainRates: readonly number[] };
  /** Nets with other weights, activations and rates. */
  readonly variants: Extent & {
    readonly plainRates: readonly number[];
    readonly highwayRates: readonly number[];
  };
  /** Number of images for activations and mean gates. */
  readonly samples: number;
  /** Number of training images for lesions; defaults to all. */
  readonly lesionSamples?: number;
  /** Learning rates of plain nets by depth; highway nets have the report's 0.1. */
  readonly plainRates: Readonly<Record<number, number>>;
}

export const profileSettings: Record<Profile, ProfileSettings> = {
  quick: {
    diagnostics: { epochs: 3 },
    controls: { rates: [0.003, 0.1], epochs: 10 },
    clippingRates: [0.03],
    depthSweep: { epochs: 4 },
    // Few images and many epochs: a lesion shows when the loss is small.
    gates: {
      mnist: { images: 2048, epochs: 160, learningRate: 0.1 },
      cifar100: { images: 1024, epochs: 200, learningRate: 0.1 },
    },
    // So few steps learn too little at the authors' rate or with dropout.
    convolutional: {
      maps: [8],
      dropout: "none",
      mnist: { images: 6000, epochs: 1 },
      cifar100: { images: 2000, epochs: 1 }, // fifteen times the arithmetic per image
      batchSize: 25,
      learningRate: 0.1,
      decayAfter: 3 / 4,
      samples: 200,
      lesionSamples: 200,
      testSamples: 1000,
    },
    deepest: { images: 1024, epochs: 16, plainRates: [0.01] },
    variants: { images: 6000, epochs: 4, plainRates: [0.01], highwayRates: [0.1] },
    samples: 10_000, // the same in both profiles, which share the diagnostic nets
    lesionSamples: 2000,
    // The report's rates take hundreds of epochs.
    plainRates: { 10: 0.02, 20: 0.02, 50: 0.003, 100: 0.001 },
  },
  report: {
    diagnostics: { epochs: 3 },
    controls: { rates: [0.003, 0.01, 0.1], epochs: 10 },
    clippingRates: [0.003, 0.01, 0.03, 0.1],
    depthSweep: { epochs: 400 },
    gates: {
      mnist: { epochs: 400, learningRate: 0.1 },
      // This rate gives the report's curve; 0.1 and the 0.0001 of the text do not.
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
