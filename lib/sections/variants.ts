import type { DataFrame } from "nodejs-polars";
import { variants as variantsFigure } from "../figures/variants.ts";
import { diagnosticExperiments, variantExperiments } from "./experiments.ts";
import { historyFrame } from "./frames.ts";
import { profileSeeds } from "./profile.ts";
import type { Section } from "./section.ts";
import { variantClaims, variantFrame } from "./variant_claims.ts";

/** Frames of {@linkcode variants}. */
export interface VariantsFrames {
  /** Of every net. */
  readonly losses: DataFrame;
  /** Of the nets of {@linkcode activations}. */
  readonly plain: DataFrame;
}

/** Nets with other initial weights, activations and rates: in the report's text, without a figure. */
export const variants: Section<"nets" | "plain", VariantsFrames> = {
  name: "variants",
  notebook: "06_claims.ipynb",
  title: "Do weights, activation and rate matter?",
  question: "The report says that plain nets need variance-preserving weights, that highway nets " +
    "do not, and that highway nets of ReLUs need help: nets of each kind, for a few epochs.",
  datasets: ["mnist"],
  shows: "one",
  seeds: profileSeeds,
  networks: "dense",
  experiments: (dataset, setting) => ({
    nets: variantExperiments(dataset, setting),
    plain: diagnosticExperiments(dataset, setting),
  }),
  measure: ({ nets, plain }) =>
    Promise.resolve({ losses: variantFrame(nets), plain: historyFrame(plain) }),
  figures: ({ losses }) => [variantsFigure(losses)],
  claims: ({ losses, plain }, { datasets: [dataset] }) => variantClaims(losses, dataset, plain),
  discrepancies: () => [],
};
