import type { DataFrame } from "nodejs-polars";
import { deepestNets } from "../figures/deepest_nets.ts";
import { deepestClaims } from "./deepest_claims.ts";
import { deepestExperiments, depthSweepExperiments, longestExperiments } from "./experiments.ts";
import { historyFrame } from "./frames.ts";
import { profileSeeds } from "./profile.ts";
import type { Section } from "./section.ts";

/** Frames of {@linkcode deepest}. */
export interface DeepestFrames {
  /** Every epoch of the nets. */
  readonly history: DataFrame;
  /** Trainings of such nets that go on for longer. */
  readonly longest: DataFrame;
  /** Nets of 10 to 100 layers: the claim's criterion is tried on the least deep. */
  readonly depth: DataFrame;
}

/** Nets of 900 layers, which the paper says can be trained. */
export const deepest: Section<"nets" | "longest" | "depth", DeepestFrames> = {
  name: "deepest",
  notebook: "06_claims.ipynb",
  title: "Can 900 layers be trained?",
  question:
    "The paper says that with highway layers they can. Plain nets of the same depth stand " +
    "beside, at several learning rates.",
  datasets: ["mnist"],
  shows: "one",
  seeds: profileSeeds,
  networks: "dense",
  storedOnly: ["longest", "depth"],
  experiments: (dataset, setting) => ({
    nets: deepestExperiments(dataset, setting),
    longest: longestExperiments(dataset, setting),
    depth: depthSweepExperiments(dataset, setting),
  }),
  measure: ({ nets, longest, depth }) =>
    Promise.resolve({
      history: historyFrame(nets),
      longest: historyFrame(longest),
      depth: historyFrame(depth),
    }),
  figures: ({ history }) => [deepestNets(history)],
  claims: ({ history, longest, depth }, { datasets: [dataset] }) =>
    deepestClaims(history, dataset, { longest, depth }),
  discrepancies: () => [],
};
