import type { DataFrame } from "nodejs-polars";
import type { Dataset } from "../data/dataset.ts";
import { deepestNets } from "../figures/deepest_nets.ts";
import { records, type Row } from "../frame.ts";
import { deepestExperiments, depthSweepExperiments, longestExperiments } from "./experiments.ts";
import { historyFrame, historySchema } from "./frames.ts";
import { brief, measured, rateOf } from "./measured.ts";
import { profileSeeds } from "./profile.ts";
import { claimsNotebook, type Section } from "./section.ts";
import { finalLoss, trains, trainsWhen } from "./trains.ts";
import {
  type Criterion,
  type Finding,
  judge,
  type JudgedClaim,
  type JudgedData,
  sharper,
} from "./verdict.ts";

/** Frames of {@linkcode deepest}. */
export interface DeepestFrames {
  /** Training of the nets. */
  readonly history: DataFrame;
  /** Training of such nets for more epochs. */
  readonly longest: DataFrame;
  /** Control: training of the nets of Figure 8, of which the least deep are used. */
  readonly depth: DataFrame;
}

/** Claim 12, of the paper: nets of 900 layers can be trained. */
export const deepest: Section<"nets" | "longest" | "depth", DeepestFrames> = {
  name: "deepest",
  notebook: claimsNotebook,
  title: "Can 900 layers be trained?",
  question: "The paper says that with highway layers they can. Plain nets of the same depth are " +
    "trained too, at several learning rates.",
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

/** One seed's nets of 900 layers. */
interface DeepestFinding {
  /** Training accuracy of the highway net in its last epoch. */
  readonly accuracy: number;
  /** On the test images; NaN if not measured. */
  readonly testAccuracy: number;
  readonly epochs: number;
  /** Final losses and training accuracies of plain nets by learning rate. */
  readonly plain: readonly {
    readonly rate: number;
    readonly loss: number;
    readonly accuracy: number;
  }[];
  readonly classes: number;
}

const trainable: Criterion<DeepestFinding> = {
  number: 12,
  statement: "Highway nets of 900 layers can be trained by plain SGD, plain nets cannot",
  about: ["mnist"],
  source: "paper, 1",
  criterion: "the highway net ends with a training accuracy above 95 %; at no learning rate does " +
    `the plain net train (${trainsWhen})`,
  published: "up to 900 layers can be trained",
  figure: "deepest_nets",
  parts: ({ accuracy, plain, classes }) => [
    accuracy > 0.95,
    plain.every(({ loss }) => !trains(loss, classes)),
  ],
  words: ({ accuracy, testAccuracy, epochs, plain }) =>
    measured`${100 * accuracy} % (test images: ${
      Number.isNaN(testAccuracy) ? "not measured" : `${brief(100 * testAccuracy)} %`
    }) after ${String(epochs)} epochs; plain: loss ${plain.map(({ loss }) => loss)} at rates ${
      plain.map(({ rate }) => rate).join(", ")
    }`,
  headline: {
    claim: "900 highway layers train, 900 plain do not",
    quantity: "training accuracy, %",
    value: ({ accuracy }) => 100 * accuracy,
  },
};

const longer = sharper<DeepestFinding>(trainable, {
  criterion: "after 15 epochs the highway net has a training accuracy above 98 %; at no learning " +
    `rate does the plain net train (${trainsWhen})`,
  parts: ({ accuracy, plain, classes }) => [
    accuracy > 0.98,
    plain.every(({ loss }) => !trains(loss, classes)),
  ],
  words: trainable.words,
});

/**
 * Judges claim 12, by one highway net and plain nets at several rates. The papers show no such run.
 */
export function deepestClaims(
  history: DataFrame,
  dataset: JudgedData & Pick<Dataset, "classes">,
  { longest, depth }: Partial<Pick<DeepestFrames, "longest" | "depth">> = {},
): JudgedClaim[] {
  const read = (history: DataFrame | undefined) => history ? records(historySchema, history) : [];
  const findings = findingsOf(read(history), dataset);
  const longerFindings = findingsOf(read(longest), dataset);
  const nets = read(depth);
  const least = Math.min(...nets.map(({ depth }) => depth));
  const epochs = findings[0]?.found.epochs ?? 0;
  const shallow = nets.filter((row) => row.depth === least && row.epoch <= epochs);
  const plainFor = (nets: typeof findings) =>
    nets.map(({ found }) => ({
      control: "plain nets in place of highway nets",
      found: {
        ...found,
        accuracy: Math.max(...found.plain.map(({ accuracy }) => accuracy)),
        testAccuracy: NaN,
      },
    }));
  const ofShallow = findingsOf(shallow, dataset)
    .map(({ found }) => ({ control: `${least} layers`, found }));
  return [
    judge(trainable, findings, [dataset], { controls: [...plainFor(findings), ...ofShallow] }),
    judge(longer, longerFindings, [dataset], { controls: plainFor(longerFindings) }),
  ];
}

function findingsOf(
  rows: readonly Row<typeof historySchema>[],
  dataset: Pick<Dataset, "name" | "classes">,
): Finding<DeepestFinding>[] {
  const seeds = Map.groupBy(rows, ({ seed }) => seed);
  return [...seeds].flatMap(([seed, rows]) => {
    const highway = rows.findLast(({ architecture }) => architecture === "highway");
    const plain = [
      ...Map.groupBy(
        rows.filter(({ architecture }) => architecture === "plain"),
        rateOf,
      ),
    ].map(([rate, epochs]) => {
      const { loss, accuracy } = epochs.at(-1)!;
      return { rate, loss: finalLoss(loss), accuracy };
    });
    if (!highway || plain.length === 0) return []; // the claim compares them
    const { accuracy, testAccuracy, epoch: epochs } = highway;
    const classes = dataset.classes.length;
    return [{
      dataset: dataset.name,
      seed,
      found: { accuracy, testAccuracy, epochs, plain, classes },
    }];
  });
}
