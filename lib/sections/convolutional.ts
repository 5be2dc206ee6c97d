import type { DataFrame } from "nodejs-polars";
import { gateMeans } from "../figures/gate_means.ts";
import { lesionCurves } from "../figures/lesion_curves.ts";
import { convolutionalClaims } from "./convolutional_claims.ts";
import { convolutionalExperiments } from "./experiments.ts";
import { accuracyFrame, gateFrame, lesionFrame } from "./frames.ts";
import { profileSettings } from "./profile.ts";
import type { Section } from "./section.ts";

/** Frames of {@linkcode convolutional}. */
export interface ConvolutionalFrames {
  /** On the test images. */
  readonly accuracies: DataFrame;
  /** Of the net with the most maps, as `lesions` are. */
  readonly gates: DataFrame;
  /** Of every layer. */
  readonly lesions: DataFrame;
}

/** The authors' convolutional highway nets, of which the report shows no results. */
export const convolutional: Section<"nets", ConvolutionalFrames> = {
  name: "convolutional",
  notebook: "05_convolutional_highway.ipynb",
  title: "Do convolutional highway nets train too?",
  question: "The long paper says so: with convolutions for H and T, a net of ten layers and 151K " +
    "parameters reads 99.5 % of MNIST’s test images.",
  datasets: ["mnist"],
  shows: "one",
  seeds: { quick: [1], report: [1] },
  networks: "convolutional",
  experiments: (dataset, setting) => ({ nets: convolutionalExperiments(dataset, setting) }),
  async measure({ nets }, context) {
    const settings = profileSettings[context.profile].convolutional;
    const own = { ...context, settings };
    // Those with the most maps come first.
    const shown = nets.slice(0, new Set(nets.map(({ experiment }) => experiment.seed)).size);
    return {
      accuracies: await accuracyFrame(nets, context, { images: settings.testSamples }),
      gates: await gateFrame(shown, own),
      lesions: await lesionFrame(shown, own),
    };
  },
  figures: ({ gates, lesions }) => [
    gateMeans(gates),
    lesionCurves(lesions, { published: [], networks: "convolutional" }),
  ],
  claims: ({ accuracies }, { datasets }) => convolutionalClaims(accuracies, datasets),
  discrepancies: () => [],
};
