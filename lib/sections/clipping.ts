import type { DataFrame } from "nodejs-polars";
import { clipping as clippingFigure } from "../figures/clipping.ts";
import { clippingClaims, clippingFrame } from "./clipping_claims.ts";
import { clippingExperiments, shallowClippingExperiments } from "./experiments.ts";
import { profileSeeds } from "./profile.ts";
import type { Section } from "./section.ts";

/** Frames of {@linkcode clipping}. */
export interface ClippingFrames {
  /** Of every net. */
  readonly losses: DataFrame;
  /** Of nets of 3 and 4 layers. */
  readonly shallow: DataFrame;
}

/** Whether clipping gradients lets a deep ReLU net train: in the report's text, without a figure. */
export const clipping: Section<"nets" | "shallow", ClippingFrames> = {
  name: "clipping",
  notebook: "01_activation_diagnostics.ipynb",
  title: "Does clipping help the deep ReLU net?",
  question:
    "ReLU with He weights keeps its signal, and its gradients can explode: the same net at " +
    "several learning rates, with gradients as they are and clipped at a norm of 1.",
  datasets: ["mnist"],
  shows: "one",
  seeds: profileSeeds,
  networks: "dense",
  experiments: (dataset, setting) => ({
    nets: clippingExperiments(dataset, setting),
    shallow: shallowClippingExperiments(dataset, setting),
  }),
  measure: ({ nets, shallow }) =>
    Promise.resolve({ losses: clippingFrame(nets), shallow: clippingFrame(shallow) }),
  figures: ({ losses }) => [clippingFigure(losses)],
  claims: ({ losses, shallow }, { datasets: [dataset] }) =>
    clippingClaims(losses, dataset, { shallow }),
  discrepancies: () => [],
};
