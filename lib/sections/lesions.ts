import type { DataFrame } from "nodejs-polars";
import { lesionCurves } from "../figures/lesion_curves.ts";
import { lesionControls } from "./controls.ts";
import { lesionDiscrepancies } from "./discrepancies.ts";
import { historyFrame, lesionFrame } from "./frames.ts";
import { gates } from "./gates.ts";
import { lesionClaims, type LesionControls } from "./lesion_claims.ts";
import { medianSeeds } from "./median_seeds.ts";
import { publishedLesions } from "./published.ts";
import type { Section } from "./section.ts";

/** Frames of {@linkcode lesions}. */
export interface LesionsFrames {
  /** Every epoch of the nets. */
  readonly history: DataFrame;
  /** Of every layer. */
  readonly lesions: DataFrame;
  /** Nets that the criteria are tried on. */
  readonly controls: LesionControls;
}

/** Figure 10: the nets of Figure 9 without one of their layers. */
export const lesions: Section<"nets" | "controls", LesionsFrames> = {
  ...gates,
  name: "lesions",
  notebook: "04_lesioning.ipynb",
  title: "Which layers does the net need?",
  question: "One layer’s gates are forced to 0, so that it hands on its input, and the training " +
    "loss is measured again. A net that is really a shallow one would not mind.",
  measure: async ({ nets, controls }, context) => ({
    history: historyFrame(nets),
    lesions: await lesionFrame(nets, context),
    controls: await lesionControls(nets, controls, context),
  }),
  figures: ({ lesions, history }) => [
    lesionCurves(lesions, { published: publishedLesions, shown: medianSeeds(history) }),
  ],
  claims: ({ lesions, controls }, { datasets }) => lesionClaims(lesions, datasets, controls),
  discrepancies: () => lesionDiscrepancies(),
};
