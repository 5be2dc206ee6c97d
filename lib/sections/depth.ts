import type { DataFrame } from "nodejs-polars";
import { depthSweep } from "../figures/depth_sweep.ts";
import { depthClaims } from "./depth_claims.ts";
import { depthDiscrepancies } from "./depth_discrepancies.ts";
import {
  depths,
  depthSweepExperiments,
  higherRateExperiments,
  nearestExperiments,
} from "./experiments.ts";
import { historyFrame, settingsFrame } from "./frames.ts";
import { profileSeeds, profileSettings } from "./profile.ts";
import { publishedFor, publishedLosses } from "./published.ts";
import { searchedExperiments } from "./searched_experiments.ts";
import type { Section } from "./section.ts";

/** Frames of {@linkcode depth}. */
export interface DepthFrames {
  /** Training with the quoted settings. */
  readonly history: DataFrame;
  /** Training with the quoted and with other settings. */
  readonly compared: DataFrame;
  /** Training of the plain net of 50 layers that is nearest to the report's curve. */
  readonly nearest: DataFrame;
}

/** Most points of a curve that can be told apart. */
const points = 200;

/** Figure 8: plain and highway nets by depth. */
export const depth: Section<
  "quoted" | "higherRate" | "searched" | "searchedHighway" | "nearest",
  DepthFrames
> = {
  name: "depth",
  notebook: "02_depth_sweep.ipynb",
  title: "Does depth hurt, and do highway layers help?",
  question: "Plain and highway nets of 10 to 100 layers, with as many parameters per layer, are " +
    "trained on the same images.",
  datasets: ["mnist"],
  shows: "one",
  seeds: profileSeeds,
  networks: "dense",
  storedOnly: ["searchedHighway", "nearest"],
  experiments: async (dataset, setting) => ({
    quoted: depthSweepExperiments(dataset, setting),
    higherRate: higherRateExperiments(dataset, setting),
    searched: await searchedExperiments(dataset, setting, "plain"),
    searchedHighway: await searchedExperiments(dataset, setting, "highway"),
    nearest: nearestExperiments(dataset, setting),
  }),
  measure: ({ quoted, higherRate, searched, searchedHighway, nearest }) =>
    Promise.resolve({
      history: historyFrame(quoted),
      compared: settingsFrame({
        quoted,
        "rate 0.01": higherRate,
        "best of search": [...searched, ...searchedHighway],
      }),
      nearest: historyFrame(nearest),
    }),
  figures({ history, compared }, { profile, datasets: [dataset] }) {
    const options = {
      published: publishedFor(dataset, publishedLosses),
      planned: { depths, epochs: profileSettings[profile].depthSweep.epochs },
      points,
    };
    return [
      depthSweep(history, options),
      ...compared.height > history.height ? [depthSweep(compared, options)] : [],
    ];
  },
  claims: ({ compared }, { datasets: [dataset] }) => depthClaims(compared, dataset),
  discrepancies: ({ history, nearest }, { datasets: [dataset] }) =>
    history.height > 0 ? depthDiscrepancies(history, nearest, dataset) : [],
  line: ({ network: { architecture, depth }, seed }) => ({
    panel: `depth-${depth}`,
    label: architecture,
    row: { architecture, seed },
  }),
};
