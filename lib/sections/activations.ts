import type { DataFrame } from "nodejs-polars";
import { activationSpread } from "../figures/activation_spread.ts";
import { deadUnits } from "../figures/dead_units.ts";
import { gradientNorms } from "../figures/gradient_norms.ts";
import { meanActivation } from "../figures/mean_activation.ts";
import { diagnosticControls } from "./controls.ts";
import {
  diagnosticClaims,
  type DiagnosticControls,
  type DiagnosticFrames,
} from "./diagnostic_claims.ts";
import { gradientDiscrepancies, spreadDiscrepancies } from "./discrepancies.ts";
import { diagnosticExperiments, notebookExperiments, rateExperiments } from "./experiments.ts";
import { activationFrame, gradientFrame, historyFrame } from "./frames.ts";
import { profileSeeds, profileSettings } from "./profile.ts";
import {
  publishedFor,
  publishedGradientNorms,
  publishedMeanActivations,
  publishedSpreads,
} from "./published.ts";
import type { Section } from "./section.ts";

/** Frames of {@linkcode activations}. */
export interface ActivationsFrames extends DiagnosticFrames {
  /** Gradients of Figure 7's net at the rate of the report's notebook. */
  readonly notebookGradients: DataFrame;
  /** Nets that the criteria are tried on. */
  readonly controls: DiagnosticControls;
}

/** Figures 5 to 7: what happens inside deep plain nets. */
export const activations: Section<"nets" | "notebook" | "rates", ActivationsFrames> = {
  name: "activations",
  notebook: "01_activation_diagnostics.ipynb",
  title: "What happens inside a plain net of 50 layers?",
  question: "With 50 layers it matters which activation a net has and how its weights are drawn: " +
    "the signal, or the gradient, can die on the way.",
  datasets: ["mnist"],
  shows: "one",
  seeds: profileSeeds,
  networks: "dense",
  experiments: (dataset, setting) => ({
    nets: diagnosticExperiments(dataset, setting),
    notebook: notebookExperiments(dataset, setting),
    rates: rateExperiments(dataset, setting),
  }),
  measure: async ({ nets, notebook, rates }, context) => ({
    history: historyFrame(nets),
    activations: await activationFrame(nets, context),
    gradients: gradientFrame(nets),
    notebookGradients: gradientFrame(notebook),
    controls: await diagnosticControls(
      rates,
      context,
      profileSettings[context.profile].controls.rates[0],
    ),
  }),
  figures: ({ activations, gradients, notebookGradients }, { datasets: [dataset] }) => [
    meanActivation(activations, { published: publishedFor(dataset, publishedMeanActivations) }),
    activationSpread(activations, { published: publishedFor(dataset, publishedSpreads) }),
    gradientNorms(gradients.vstack(notebookGradients), {
      published: publishedFor(dataset, publishedGradientNorms),
    }),
    deadUnits(activations),
  ],
  claims: (frames, { datasets: [dataset] }) => diagnosticClaims(frames, dataset, frames.controls),
  discrepancies: ({ activations, gradients, notebookGradients }, { datasets: [dataset] }) => [
    ...spreadDiscrepancies(activations, dataset),
    ...gradientDiscrepancies(gradients, notebookGradients, dataset),
  ],
};
