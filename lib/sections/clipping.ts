import type { DataFrame } from "nodejs-polars";
import type { Dataset } from "../data/dataset.ts";
import { clipping as clippingFigure } from "../figures/clipping.ts";
import { clippingExperiments, shallowClippingExperiments } from "./experiments.ts";
import { helpFrame, settingsSchema } from "./frames.ts";
import { measured, rateOf } from "./measured.ts";
import { netsOf } from "./nets.ts";
import { profileSeeds } from "./profile.ts";
import type { Section } from "./section.ts";
import { finalLoss, trains, trainsWhen } from "./trains.ts";
import {
  type Criterion,
  type Finding,
  judge,
  type JudgedClaim,
  type JudgedData,
} from "./verdict.ts";

/** Frames of {@linkcode clipping}. */
export interface ClippingFrames {
  /** Training losses of the nets of 50 layers. */
  readonly losses: DataFrame;
  /** Control: training losses of nets of 4 layers. */
  readonly shallow: DataFrame;
}

/**
 * Claim 2: whether clipping gradients lets a deep ReLU net train. The report has no figure of it.
 */
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
    Promise.resolve({ losses: helpFrame(nets), shallow: helpFrame(shallow) }),
  figures: ({ losses }) => [clippingFigure(losses)],
  claims: ({ losses, shallow }, { datasets: [dataset] }) =>
    clippingClaims(losses, dataset, { shallow }),
  discrepancies: () => [],
};

/** One seed's final losses by learning rate, without and with clipping. */
interface ClippingFinding {
  readonly rates: readonly number[];
  readonly free: readonly number[];
  readonly clipped: readonly number[];
  readonly classes: number;
}

const clippingHelps: Criterion<ClippingFinding> = {
  number: 2,
  statement: "ReLU with He weights: gradients can explode, and clipping them helps",
  about: ["mnist"],
  source: "IV",
  criterion: "at some of the learning rates the net does not train without clipping; with " +
    `gradients clipped at a norm of 1 it trains at every rate (training: ${trainsWhen})`,
  published: "clipping or a decaying rate can be applied",
  figure: "clipping",
  parts: ({ free, clipped, classes }) => [
    !free.every((loss) => trains(loss, classes)),
    clipped.every((loss) => trains(loss, classes)),
  ],
  words: ({ free, clipped, rates }) =>
    measured`loss ${free} without clipping, ${clipped} with it, at rates ${rates.join(", ")}`,
  headline: {
    claim: "ReLU, He: clipping gradients helps",
    quantity: "rates that need clipping",
    value: ({ free, clipped, classes }) =>
      free.filter((loss, index) => !trains(loss, classes) && trains(clipped[index], classes))
        .length,
  },
};

/** Judges the second part of claim 2. The report shows no run of it. */
export function clippingClaims(
  losses: DataFrame,
  dataset: JudgedData & Pick<Dataset, "classes">,
  { shallow }: { shallow?: DataFrame } = {},
): JudgedClaim[] {
  const controls = findingsOf(shallow, dataset).map(({ found }) => ({
    control: "4 layers",
    found,
  }));
  return [judge(clippingHelps, findingsOf(losses, dataset), [dataset], { controls })];
}

function findingsOf(
  losses: DataFrame | undefined,
  dataset: Pick<Dataset, "classes">,
): Finding<ClippingFinding>[] {
  return netsOf(settingsSchema, losses).map(({ rows, ...net }) => {
    const rates = [...new Set(rows.map(rateOf))].sort((a, b) => a - b);
    const finals = (help: string) =>
      rates.map((rate) =>
        finalLoss(rows.findLast((row) => rateOf(row) === rate && row.settings === help)!.loss)
      );
    const classes = dataset.classes.length;
    return {
      ...net,
      found: { rates, free: finals("neither"), clipped: finals("clipped"), classes },
    };
  });
}
