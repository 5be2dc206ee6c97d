import type { DataFrame } from "nodejs-polars";
import { type Dataset, type PublishedName, publishedNameOf } from "../data/dataset.ts";
import { lesionSchema } from "../diagnostics/lesions.ts";
import { lesionCurves } from "../figures/lesion_curves.ts";
import { highway } from "../models/network_spec.ts";
import { layerParameterCount } from "../models/parameters.ts";
import { historyFrame, lesionFrame } from "./frames.ts";
import { gates } from "./gates.ts";
import { brief, measured, median } from "./measured.ts";
import { medianSeeds } from "./median_seeds.ts";
import { netsOf } from "./nets.ts";
import {
  publishedEnd,
  publishedGateLosses,
  publishedLesionCount,
  publishedLesions,
} from "./published.ts";
import type { Discrepancy, Section } from "./section.ts";
import { type Criterion, judge, type JudgedClaim, sharper } from "./verdict.ts";

/** Frames of {@linkcode lesions}. */
export interface LesionsFrames {
  /** Training of the nets. */
  readonly history: DataFrame;
  /** Losses with one layer lesioned. */
  readonly lesions: DataFrame;
  /** Control: the same before training. */
  readonly untrained: DataFrame;
  /** Control: the same of nets that were trained on shuffled labels. */
  readonly shuffled: DataFrame;
}

/** Figure 10: the nets of Figure 9 without one of their layers. */
export const lesions: Section<"nets" | "shuffled" | "plain", LesionsFrames> = {
  ...gates,
  name: "lesions",
  notebook: "04_lesioning.ipynb",
  title: "Which layers does the net need?",
  question: "One layer’s gates are forced to 0, so that it passes its input on, and the training " +
    "loss is measured again. In a net that is really shallow it would not rise.",
  measure: async ({ nets, shuffled }, context) => ({
    history: historyFrame(nets),
    lesions: await lesionFrame(nets, context),
    untrained: await lesionFrame(nets, context, "untrained"),
    shuffled: await lesionFrame(shuffled, context),
  }),
  figures: ({ lesions, history }) => [
    lesionCurves(lesions, { published: publishedLesions, shown: medianSeeds(history) }),
  ],
  claims: (frames, { datasets }) => lesionClaims(frames.lesions, datasets, frames),
  discrepancies: () => lesionDiscrepancies(),
};

const figure = "figure_10_lesions";

/** Losses with one layer lesioned over the intact loss, from the first highway layer on. */
interface LesionFinding {
  readonly rises: readonly number[];
}

const mnist: Criterion<LesionFinding> = {
  number: 10,
  statement: "On MNIST lesioning an early layer raises the loss by orders of magnitude; layers " +
    "15 to 45 hardly matter",
  about: ["mnist"],
  source: "IV, Figure 10, left",
  criterion: "the worst of the first ten highway layers raises the loss at least 100 times; the " +
    "median of layers 15 to 45 less than doubles it",
  published: "3e-1 at layer 1, 2e-6 in layers 12 to 45",
  figure,
  parts: (net) => [early(net) >= 100, middle(net) < 2],
  words: (net) => measured`early up to ${early(net)} times, middle ${middle(net)} times`,
  headline: {
    claim: "MNIST: only early layers matter",
    quantity: "worst rise in loss, times",
    value: early,
  },
};

function early({ rises }: LesionFinding): number {
  return Math.max(...rises.slice(0, 10));
}

function middle({ rises }: LesionFinding): number {
  return median(rises.slice(14, 45));
}

const cifar100: Criterion<LesionFinding> = {
  number: 11,
  statement: "On CIFAR-100 lesioning any of the first 40 layers raises the loss",
  about: ["cifar100"],
  source: "IV, Figure 10, right",
  criterion: "each of the first 40 highway layers raises the loss by at least 1 %",
  published: "0.8 falling to 0.02 over the layers",
  figure,
  parts: ({ rises }) => [rises.slice(0, 40).every((rise) => rise >= 1.01)],
  words: ({ rises }) => {
    const first = rises.slice(0, 40);
    return measured`${needed(first)} of ${String(first.length)} raise it, by up to ${
      100 * (Math.max(...first) - 1)
    } %`;
  },
  headline: {
    claim: "CIFAR-100: each of 40 layers matters",
    quantity: "layers that matter",
    value: ({ rises }) => needed(rises.slice(0, 40)),
  },
};

/** How many lesions raise the loss by at least 1 %. */
function needed(rises: readonly number[]): number {
  return rises.filter((rise) => rise >= 1.01).length;
}

const larger = sharper<LesionFinding>(cifar100, {
  criterion: "each of the first 40 highway layers raises the loss at least 1.5 times",
  parts: ({ rises }) => [rises.slice(0, 40).every((rise) => rise >= 1.5)],
  words: ({ rises }) => measured`the smallest rise is ${Math.min(...rises.slice(0, 40))} times`,
});

/**
 * Judges claims 10 and 11 by the loss with one layer lesioned. The report gives no loss of its
 * intact nets; the loss of their last epoch is used instead. The criterion of CIFAR-100 is tried on
 * the net of MNIST too.
 */
export function lesionClaims(
  lesions: DataFrame,
  datasets: readonly Dataset[],
  controls: Partial<Pick<LesionsFrames, "untrained" | "shuffled">> = {},
): JudgedClaim[] {
  const nets = risesOf(lesions);
  const untrained = risesOf(controls.untrained);
  const shuffled = risesOf(controls.shuffled);
  const control = (control: string, published: PublishedName, nets: ReturnType<typeof risesOf>) =>
    nets.filter(({ dataset }) => publishedNameOf(dataset) === published)
      .map(({ found }) => ({ control, found }));
  const on = (published: PublishedName) => {
    const intact = publishedGateLosses[published].at(-1)!.loss;
    const points = publishedLesions.filter(({ dataset }) => dataset === published);
    return {
      report: [{ found: { rises: points.map(({ loss }) => loss / intact) } }],
      controls: [
        ...control("untrained net", published, untrained),
        ...control("net of shuffled labels", published, shuffled),
        ...(published === "cifar100" ? control("net of MNIST", "mnist", nets) : []),
      ],
    };
  };
  return [
    judge(mnist, nets, datasets, on("mnist")),
    judge(cifar100, nets, datasets, on("cifar100")),
    judge(larger, nets, datasets, on("cifar100")),
  ];
}

function risesOf(lesions: DataFrame | undefined) {
  return netsOf(lesionSchema, lesions).map(({ rows, ...net }) => (
    { ...net, found: { rises: rows.map(({ loss, unlesionedLoss }) => loss / unlesionedLoss) } }
  ));
}

/** Figure 10: which layers are lesioned, and what the report concludes. */
export function lesionDiscrepancies(): Discrepancy[] {
  const size = layerParameterCount(highway({ depth: 50, inputSize: 784, classes: 10 }), 2);
  return [{
    figure: "Figures 9 and 10",
    finding:
      "The text has 49 highway layers after the dense one, the code's gate and lesion nets 50",
    computed: `Figure 10 has ${publishedLesionCount} points for CIFAR-100; the layer more has ` +
      `${size.toLocaleString("en")} parameters`,
  }, {
    figure: "Figure 10, text",
    finding: "From lesions of single layers it concludes that the net is not equivalent to a " +
      "network with much fewer layers; in Figure 8 one with fewer layers ends nearly as low",
    computed: `Figure 8's highway nets end at ${brief(publishedEnd(20))} (10 or 20 layers) and ` +
      `${brief(publishedEnd(50))} (50 layers)`,
  }];
}
