import type { DataFrame } from "nodejs-polars";
import { publishedOf } from "../data/dataset.ts";
import { textDiscrepancies } from "./discrepancies.ts";
import { gateExperiments, middleLayers, shallowerExperiments } from "./experiments.ts";
import { historyFrame, jointLesionFrame } from "./frames.ts";
import { profileSeeds } from "./profile.ts";
import type { Section } from "./section.ts";
import { shallowerClaims } from "./shallower_claims.ts";

/** Frames of {@linkcode shallower}. */
export interface ShallowerFrames {
  /** Every epoch of the whole nets. */
  readonly whole: DataFrame;
  /** Of nets of the layers that are left. */
  readonly shallower: DataFrame;
  /** Of the middle layers together. */
  readonly lesions: DataFrame;
  /** The same before training. */
  readonly untrained: DataFrame;
}

/** Whether the nets of Figure 9 are equivalent to nets of fewer layers. */
export const shallower: Section<"nets" | "shallower", ShallowerFrames> = {
  name: "shallower",
  notebook: "06_claims.ipynb",
  title: "Is the net equivalent to one of fewer layers?",
  question:
    "The report concludes from lesions of single layers that it is not: the middle layers " +
    "are lesioned together, and a net of the layers that are left is trained.",
  datasets: ["mnist", "cifar100"],
  shows: "all",
  seeds: profileSeeds,
  networks: "dense",
  keepsParameters: true,
  experiments: (dataset, setting) => ({
    nets: gateExperiments(dataset, setting),
    // On CIFAR-100 each would take 1,000 epochs: there the lesions alone are judged.
    shallower: publishedOf(dataset) === "mnist" ? shallowerExperiments(dataset, setting) : [],
  }),
  measure: async ({ nets, shallower }, context) => ({
    whole: historyFrame(nets),
    shallower: historyFrame(shallower),
    lesions: await jointLesionFrame(nets, context, middleLayers),
    untrained: await jointLesionFrame(nets, context, { ...middleLayers, state: "untrained" }),
  }),
  figures: () => [],
  claims: (frames, { datasets }) => shallowerClaims(frames, datasets),
  discrepancies: () => textDiscrepancies(),
};
