/** How much is computed: "quick" takes minutes, "report" has the report's own epochs and data. */
export const profiles = ["quick", "report"] as const;
export type Profile = (typeof profiles)[number];

/** What a profile sets; training images are all of them where no number is given. */
export interface ProfileSettings {
  readonly diagnostics: { readonly images?: number; readonly epochs: number };
  readonly depthSweep: { readonly images?: number; readonly epochs: number };
  readonly gates: {
    readonly images?: number;
    /** By the data set, or the one that it stands in for. */
    readonly epochs: { readonly mnist: number; readonly cifar100: number };
  };
  /** Images over which activations and mean gates are taken. */
  readonly samples: number;
  /** Training images over which a lesion is evaluated. */
  readonly lesionSamples?: number;
  /** Learning rates of the plain nets by depth; highway nets have the report's 0.1. */
  readonly plainRates: Readonly<Record<number, number>>;
}

export const profileSettings: Record<Profile, ProfileSettings> = {
  quick: {
    diagnostics: { images: 5120, epochs: 3 },
    depthSweep: { images: 5120, epochs: 10 },
    gates: { images: 5120, epochs: { mnist: 30, cifar100: 10 } },
    samples: 1000,
    lesionSamples: 1000,
    // The report's own rates take hundreds of epochs; at these, forty steps an epoch suffice.
    plainRates: { 10: 0.01, 20: 0.01, 50: 0.003, 100: 0.003 },
  },
  report: {
    diagnostics: { epochs: 3 },
    depthSweep: { epochs: 400 },
    gates: { epochs: { mnist: 400, cifar100: 1000 } },
    samples: 10_000,
    plainRates: { 10: 0.001, 20: 0.001, 50: 0.00001, 100: 0.00001 },
  },
};
