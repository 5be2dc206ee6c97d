import type { DataFrame } from "nodejs-polars";
import type { Dataset } from "../data/dataset.ts";
import { gateMeans } from "../figures/gate_means.ts";
import { lesionCurves } from "../figures/lesion_curves.ts";
import { records, type Row } from "../frame.ts";
import { mnistNet } from "../models/convolutional_nets.ts";
import { parameterCount } from "../models/parameters.ts";
import { convolutionalExperiments } from "./experiments.ts";
import { accuracyFrame, accuracySchema, gateFrame, lesionFrame } from "./frames.ts";
import { measured } from "./measured.ts";
import { profileSettings } from "./profile.ts";
import type { Section } from "./section.ts";
import { type Criterion, judge, type JudgedClaim } from "./verdict.ts";

/** Frames of {@linkcode convolutional}. */
export interface ConvolutionalFrames {
  /** Test loss and accuracy of every net. */
  readonly accuracies: DataFrame;
  /** Gates of the net with the most maps. */
  readonly gates: DataFrame;
  /** Losses of that net with one layer lesioned. */
  readonly lesions: DataFrame;
}

/** Claim 13: the authors' convolutional highway nets. The report shows no results of them. */
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

/** Steps of the authors' training. */
const STEPS = 180_000;
/** Allowed difference of a test accuracy from the published one, which is of a single run. */
const MARGIN = 0.001;

const nets = [
  { maps: 32, published: 0.9954, parameters: "151K" },
  { maps: 16, published: 0.994, parameters: "39K" },
];

type ConvolutionalFinding = Pick<
  Row<typeof accuracySchema>,
  "accuracy" | "parameters" | "steps"
>;

function criterionOf(
  { maps, published, parameters }: typeof nets[number],
): Criterion<ConvolutionalFinding> {
  const size = parameterCount(mnistNet({ maps }));
  return {
    number: 13,
    statement: `A convolutional highway net of 10 layers and ${maps} maps learns MNIST`,
    about: ["mnist"],
    source: "long paper, MNIST",
    criterion: `after ${STEPS.toLocaleString("en")} steps a test accuracy of at least ` +
      percent(published - MARGIN),
    published: `${percent(published)}, ${parameters} parameters`,
    figure: "convolutional_gates",
    parts: ({ accuracy, parameters, steps }) =>
      parameters === size && steps >= STEPS ? [accuracy >= published - MARGIN] : [],
    words: ({ accuracy, parameters, steps }) =>
      measured`${percent(accuracy)}, ${parameters.toLocaleString("en")} parameters, ${
        steps.toLocaleString("en")
      } steps`,
    headline: {
      claim: `A convolutional net of ${maps} maps learns MNIST`,
      quantity: "test error, %",
      published: 100 * (1 - published),
      value: ({ accuracy }) => 100 * (1 - accuracy),
    },
  };
}

/** Parts of claim 13 that are not tested: there is no CIFAR-10 here, and no augmentation. */
const untested: readonly Criterion<never>[] = [
  {
    number: 13,
    statement: "Convolutional highway nets of 11, 19 and 32 layers learn CIFAR-10",
    about: [],
    source: "long paper, CIFAR-10",
    criterion: "test accuracies of at least 89.08 %, 92.36 % and 91.10 %",
    published: "89.18 % with 236K parameters, 92.46 % with 2.3M, 91.20 % with 1.25M",
    figure: "",
    parts: () => [],
    words: () => measured``,
    headline: notMeasured("Convolutional nets learn CIFAR-10", "test error, 19 layers, %", 7.54),
  },
  {
    number: 13,
    statement: "A convolutional highway net of 19 layers learns CIFAR-100, with augmentation",
    about: ["cifar100"],
    source: "long paper, CIFAR-100",
    criterion: "a test accuracy of at least 67.5 %",
    published: "67.6 %",
    figure: "",
    parts: () => [],
    words: () => measured``,
    headline: notMeasured("A convolutional net learns CIFAR-100", "test error, %", 32.4),
  },
];

function notMeasured(claim: string, quantity: string, published: number) {
  return { claim, quantity, published, value: () => NaN };
}

/**
 * Judges claim 13 by test accuracies. A net is judged only if it has the published size and was
 * trained for the published number of steps; of others the accuracy is given without a verdict.
 */
export function convolutionalClaims(
  accuracies: DataFrame,
  datasets: readonly Dataset[],
): JudgedClaim[] {
  const rows = records(accuracySchema, accuracies);
  const judged = nets.map((net) => {
    const size = parameterCount(mnistNet({ maps: net.maps }));
    const same = rows.filter(({ parameters }) => parameters === size);
    const findings = (same.length > 0 ? same : rows)
      .map((found) => ({ dataset: found.dataset, seed: found.seed, found }));
    return judge(criterionOf(net), findings, datasets);
  });
  return [...judged, ...untested.map((criterion) => judge(criterion, [], datasets))];
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} %`;
}
