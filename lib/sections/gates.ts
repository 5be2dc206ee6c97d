import type { DataFrame } from "nodejs-polars";
import { gateHeatmaps } from "../figures/gate_heatmaps.ts";
import { gateControls } from "./controls.ts";
import { gateDiscrepancies } from "./discrepancies.ts";
import { gateControlExperiments, gateExperiments } from "./experiments.ts";
import { gateFrame, historyFrame } from "./frames.ts";
import { gateClaims, type GateControls } from "./gate_claims.ts";
import { medianSeeds } from "./median_seeds.ts";
import { profileSeeds } from "./profile.ts";
import type { Section } from "./section.ts";

/** Frames of {@linkcode gates}. */
export interface GatesFrames {
  /** Every epoch of the nets. */
  readonly history: DataFrame;
  /** Of every unit. */
  readonly gates: DataFrame;
  /** Nets that the criteria are tried on. */
  readonly controls: GateControls;
}

/** Figure 9: what the gates of trained highway nets do. */
export const gates: Section<"nets" | "controls", GatesFrames> = {
  name: "gates",
  notebook: "03_gate_visualization.ipynb",
  title: "What do the gates learn?",
  question: "In y = H(x)·T(x) + x·(1 − T(x)) the transform gate T decides how much of a block’s " +
    "output is new. Where it is near 0, the block hands on its input.",
  datasets: ["mnist", "cifar100"],
  shows: "all",
  seeds: profileSeeds,
  networks: "dense",
  keepsParameters: true,
  experiments: (dataset, setting) => ({
    nets: gateExperiments(dataset, setting),
    controls: gateControlExperiments(dataset, setting),
  }),
  measure: async ({ nets, controls }, context) => ({
    history: historyFrame(nets),
    gates: await gateFrame(nets, context),
    controls: await gateControls(nets, controls, context),
  }),
  figures: ({ gates, history }) => [gateHeatmaps(gates, { shown: medianSeeds(history) })],
  claims: ({ gates, controls }, { datasets }) => gateClaims(gates, datasets, controls),
  discrepancies: ({ gates, history }, { datasets }) => gateDiscrepancies(gates, history, datasets),
};
