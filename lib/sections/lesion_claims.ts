import type { DataFrame } from "nodejs-polars";
import { type Dataset, type PublishedName, publishedNameOf } from "../data/dataset.ts";
import { lesionSchema } from "../diagnostics/lesions.ts";
import { frame, records } from "../frame.ts";
import { measured, median } from "./measured.ts";
import { publishedGateLosses, publishedLesions } from "./published.ts";
import { type Criterion, judge, type JudgedClaim } from "./verdict.ts";

const figure = "figure_10_lesions";

/** Losses after lesions over that of the intact net, from the first highway layer. */
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

const larger: Criterion<LesionFinding> = {
  ...cifar100,
  sharper: true,
  headline: undefined,
  criterion: "each of the first 40 highway layers raises the loss at least 1.5 times",
  parts: ({ rises }) => [rises.slice(0, 40).every((rise) => rise >= 1.5)],
  words: ({ rises }) => measured`the smallest rise is ${Math.min(...rises.slice(0, 40))} times`,
};

/** Lesions that the criteria of claims 10 and 11 are tried on. */
export interface LesionControls {
  /** Of the same nets before training. */
  readonly untrained?: DataFrame;
  /** Of such nets after training on shuffled labels. */
  readonly shuffled?: DataFrame;
}

/**
 * Judges claims 10 and 11, on the loss after lesioning one layer. The report gives no loss of its
 * intact nets; that of their last epoch stands for it. The criterion of CIFAR-100 is tried on the
 * net of MNIST too.
 */
export function lesionClaims(
  lesions: DataFrame,
  datasets: readonly Dataset[],
  { untrained, shuffled }: LesionControls = {},
): JudgedClaim[] {
  const findings = risesOf(lesions);
  const none = frame(lesionSchema, []);
  const [before, ofShuffled] = [risesOf(untrained ?? none), risesOf(shuffled ?? none)];
  const on = (published: PublishedName, nets: typeof findings) =>
    nets.filter(({ dataset }) => publishedNameOf(dataset) === published);
  const controls = (control: string, nets: typeof findings) =>
    nets.map(({ found }) => ({ control, found }));
  const reported = (name: PublishedName) => {
    const intact = publishedGateLosses[name].at(-1)!.loss;
    const points = publishedLesions.filter(({ dataset }) => dataset === name);
    return [{ found: { rises: points.map(({ loss }) => loss / intact) } }];
  };
  const colour = {
    report: reported("cifar100"),
    controls: [
      ...controls("untrained net", on("cifar100", before)),
      ...controls("net of shuffled labels", on("cifar100", ofShuffled)),
      ...controls("net of MNIST", on("mnist", findings)),
    ],
  };
  return [
    judge(mnist, findings, datasets, {
      report: reported("mnist"),
      controls: [
        ...controls("untrained net", on("mnist", before)),
        ...controls("net of shuffled labels", on("mnist", ofShuffled)),
      ],
    }),
    judge(cifar100, findings, datasets, colour),
    judge(larger, findings, datasets, colour),
  ];
}

function risesOf(lesions: DataFrame) {
  const nets = Map.groupBy(
    records(lesionSchema, lesions),
    ({ dataset, seed }) => `${dataset} ${seed}`,
  );
  return [...nets.values()].map((rows) => ({
    dataset: rows[0].dataset,
    seed: rows[0].seed,
    found: { rises: rows.map(({ loss, unlesionedLoss }) => loss / unlesionedLoss) },
  }));
}
