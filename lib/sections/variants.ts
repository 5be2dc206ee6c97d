import type { DataFrame } from "nodejs-polars";
import type { Dataset } from "../data/dataset.ts";
import { variants as variantsFigure } from "../figures/variants.ts";
import { records, type Row } from "../frame.ts";
import { lastEpochs } from "../train/last_epochs.ts";
import { diagnosticExperiments, highwayRate, variantExperiments } from "./experiments.ts";
import { helpFrame, historyFrame, historySchema, settingsSchema } from "./frames.ts";
import { measured, rateOf } from "./measured.ts";
import { profileSeeds } from "./profile.ts";
import { claimsNotebook, type Section } from "./section.ts";
import { finalLoss, trains, trainsWhen } from "./trains.ts";
import { type Criterion, judge, type JudgedClaim, type JudgedData } from "./verdict.ts";

/** Frames of {@linkcode variants}. */
export interface VariantsFrames {
  /** Training of the nets, by help. */
  readonly losses: DataFrame;
  /** Control: training of the nets of {@linkcode activations}. */
  readonly plain: DataFrame;
}

/**
 * Claims 19 to 21: nets with other weights, activations and rates. The report has no figure of
 * them.
 */
export const variants: Section<"nets" | "plain", VariantsFrames> = {
  name: "variants",
  notebook: claimsNotebook,
  title: "Do weights, activation and rate matter?",
  question: "The report says that plain nets need variance-preserving weights, that highway nets " +
    "do not, and that highway nets of ReLUs need help: nets of each kind, for a few epochs.",
  datasets: ["mnist"],
  shows: "one",
  seeds: profileSeeds,
  networks: "dense",
  experiments: (dataset, setting) => ({
    nets: variantExperiments(dataset, setting),
    plain: diagnosticExperiments(dataset, setting),
  }),
  measure: ({ nets, plain }) =>
    Promise.resolve({ losses: helpFrame(nets), plain: historyFrame(plain) }),
  figures: ({ losses }) => [variantsFigure(losses)],
  claims: ({ losses, plain }, { datasets: [dataset] }) => variantClaims(losses, dataset, plain),
  discrepancies: () => [],
};

const figure = "variants";
const training = `training: ${trainsWhen}, after a few epochs`;

/** One seed's final losses by initializer. */
interface WeightsFinding {
  /** Normal weights of one deviation in every layer; undefined where there is no net. */
  readonly fixed?: readonly number[];
  readonly glorot: readonly number[];
  readonly he: readonly number[];
  readonly rates: readonly number[];
  readonly classes: number;
}

const plainNeeds: Criterion<WeightsFinding> = {
  number: 19,
  statement: "Plain nets cannot be trained without variance-preserving initial weights",
  about: ["mnist"],
  source: "I, III",
  criterion:
    "with normal weights of a deviation of 0.05 in every layer a tanh net trains at none " +
    `of the learning rates, with Glorot's and with He's weights at one or more (${training})`,
  published: "cannot be trained without; no run is shown",
  figure,
  parts: ({ fixed = [], glorot, he, classes }) => {
    const some = (losses: readonly number[]) => losses.some((loss) => trains(loss, classes));
    return [!some(fixed) && some(glorot) && some(he)];
  },
  words: ({ fixed = [], glorot, he, rates }) =>
    measured`loss ${fixed} with a fixed deviation, ${glorot} Glorot, ${he} He, at rates ${
      rates.join(", ")
    }`,
  headline: {
    claim: "Plain nets need variance-preserving weights",
    quantity: "loss without, 10 layers",
    value: ({ fixed = [] }) => fixed.length > 0 ? Math.min(...fixed) : NaN,
  },
};

const highwayDoesNot: Criterion<WeightsFinding> = {
  number: 20,
  statement: "Highway nets do not depend on initial weights and activation",
  about: ["mnist"],
  source: "I",
  criterion: "tanh, ReLU and sigmoid nets, each with weights of a fixed deviation, Glorot's and " +
    `He's, all train (${training}); their losses are within a factor of 2`,
  published: "independent of those factors; no run is shown",
  figure,
  parts: ({ fixed = [], glorot, he, classes }) => {
    const losses = [...fixed, ...glorot, ...he];
    return [
      losses.every((loss) => trains(loss, classes)),
      Math.max(...losses) / Math.min(...losses) <= 2,
    ];
  },
  words: ({ fixed = "-", glorot, he }) =>
    measured`loss of tanh, ReLU, sigmoid ${fixed} with a fixed deviation, ${glorot} Glorot, ${he} He`,
  headline: {
    claim: "Highway nets: any weights and activation",
    quantity: "largest loss / smallest",
    value: ({ fixed = [], glorot, he }) => {
      const losses = [...fixed, ...glorot, ...he];
      return Math.max(...losses) / Math.min(...losses);
    },
  },
};

/** Final losses of one seed's nets at one learning rate. */
interface HelpFinding {
  readonly neither: number;
  readonly clipped: number;
  readonly decay: number;
  readonly classes: number;
}

const reluNeedsHelp: Criterion<HelpFinding> = {
  number: 21,
  statement: "Highway nets with ReLU need gradients clipped or a decaying rate",
  about: ["mnist"],
  source: "V",
  criterion: "the net does not train without either, and trains with gradients clipped at a norm " +
    `of 1 or with a rate that decays by 0.96 every 100 steps (${training})`,
  published: "one should use clipping or a decaying rate; no run is shown",
  figure,
  parts: ({ neither, clipped, decay, classes }) => [
    !trains(neither, classes) && (trains(clipped, classes) || trains(decay, classes)),
  ],
  words: ({ neither, clipped, decay }) =>
    measured`loss ${neither} without either, ${clipped} clipped, ${decay} with decay`,
  headline: {
    claim: "Highway ReLU nets need clipping or decay",
    quantity: "loss without, least rate",
    value: ({ neither }) => neither,
  },
};

/** The last epoch of a net, with its first learning rate. */
type End = Row<typeof historySchema>;

/**
 * Judges claims 19 to 21. The report shows no run of them.
 *
 * @param variants A frame of {@linkcode helpFrame}.
 * @param diagnostics Control of claim 20: training of 50-layer plain nets of each activation.
 */
export function variantClaims(
  variants: DataFrame,
  dataset: JudgedData & Pick<Dataset, "classes">,
  diagnostics?: DataFrame,
): JudgedClaim[] {
  const classes = dataset.classes.length;
  const nets = endsOf(records(settingsSchema, variants));
  const plain = nets.filter(({ architecture }) => architecture === "plain");
  const highway = nets.filter(({ architecture }) => architecture === "highway");
  const asQuoted = highway.filter((net) =>
    rateOf(net) === highwayRate && net.settings === "neither"
  );
  const weights = (nets: readonly End[]) =>
    [...Map.groupBy(nets, ({ seed }) => seed)].map(([seed, ends]) => (
      { dataset: dataset.name, seed, found: weightsFinding(ends, classes) }
    ));
  const helped = helpFindings(highway, dataset);
  return [
    judge(
      plainNeeds,
      [10, 50].flatMap((depth) =>
        weights(plain.filter((net) => net.depth === depth))
          .map((finding) => ({ ...finding, of: `${depth} layers` }))
      ),
      [dataset],
      {
        controls: weights(asQuoted.filter(({ activation }) => activation === "tanh"))
          .map(({ found }) => ({ control: "tanh highway net", found })),
      },
    ),
    judge(highwayDoesNot, weights(asQuoted), [dataset], {
      controls: weights(endsOf(diagnostics ? records(historySchema, diagnostics) : []))
        .map(({ found }) => ({ control: "plain nets in place of highway nets", found })),
    }),
    judge(reluNeedsHelp, helped.filter(({ activation }) => activation === "relu"), [dataset], {
      controls: helped.filter(({ activation }) => activation === "tanh")
        .map(({ of, found }) => ({ control: `tanh highway net, ${of}`, found })),
    }),
  ];
}

function weightsFinding(ends: readonly End[], classes: number): WeightsFinding {
  const losses = (initializer: string) =>
    ["tanh", "relu", "sigmoid"].flatMap((activation) =>
      ends.filter((end) => end.activation === activation && end.initializer === initializer)
        .map(({ loss }) => loss)
    );
  const fixed = losses("random-normal");
  return {
    fixed: fixed.length > 0 ? fixed : undefined,
    glorot: losses("glorot-uniform"),
    he: losses("he-normal"),
    rates: [...new Set(ends.map(rateOf))],
    classes,
  };
}

/** Highway nets with Glorot weights, at every rate at which each kind of help was trained. */
function helpFindings(
  nets: readonly Row<typeof settingsSchema>[],
  dataset: Pick<Dataset, "name" | "classes">,
) {
  const groups = Map.groupBy(
    nets.filter(({ initializer, activation }) =>
      initializer === "glorot-uniform" && activation !== "sigmoid"
    ),
    ({ seed, activation, learningRate }) => `${seed} ${activation} ${learningRate}`,
  );
  return [...groups.values()].flatMap((ends) => {
    const loss = (help: string) => ends.find(({ settings }) => settings === help)?.loss;
    const [{ seed, activation }] = ends;
    const [neither, clipped, decay] = [loss("neither"), loss("clipped"), loss("decay")];
    if (neither === undefined || clipped === undefined || decay === undefined) return [];
    const found: HelpFinding = { neither, clipped, decay, classes: dataset.classes.length };
    return [{ dataset: dataset.name, seed, activation, of: `rate ${rateOf(ends[0])}`, found }];
  }).toSorted((a, b) => a.of < b.of ? -1 : Number(a.of > b.of));
}

/** How each net ended; a loss that is not finite is infinite. */
function endsOf<R extends End>(rows: readonly R[]): R[] {
  return lastEpochs(rows).map((row) => ({ ...row, loss: finalLoss(row.loss) }));
}
