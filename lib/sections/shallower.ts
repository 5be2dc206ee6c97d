import type { DataFrame } from "nodejs-polars";
import { type Dataset, publishedOf, titleOf } from "../data/dataset.ts";
import { records } from "../frame.ts";
import { gateExperiments, middleLayers, shallowerExperiments } from "./experiments.ts";
import { historyFrame, historySchema, jointLesionFrame, jointLesionSchema } from "./frames.ts";
import { measured } from "./measured.ts";
import { netsOf } from "./nets.ts";
import { profileSeeds } from "./profile.ts";
import { publishedEnd } from "./published.ts";
import { claimsNotebook, type Section } from "./section.ts";
import { finalLoss } from "./trains.ts";
import { type Criterion, judge, type JudgedClaim, part } from "./verdict.ts";

/** Frames of {@linkcode shallower}. */
export interface ShallowerFrames {
  /** Training of the whole nets. */
  readonly whole: DataFrame;
  /** Training of nets of the layers that are left. */
  readonly shallower: DataFrame;
  /** Joint lesions of the middle layers of the whole nets. */
  readonly lesions: DataFrame;
  /** Control: the same before training. */
  readonly untrained: DataFrame;
}

/** Claim 22: whether the nets of Figure 9 are equivalent to nets of fewer layers. */
export const shallower: Section<"nets" | "shallower", ShallowerFrames> = {
  name: "shallower",
  notebook: claimsNotebook,
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
  discrepancies: () => [{
    figure: "Sections I and V",
    finding:
      "Highway networks are said to be independent of weight initializations and activation " +
      "function, and with ReLU to need gradient clipping or a decaying learning rate",
    computed: "Claims 20 and 21 test both",
  }],
};

const { first, last } = middleLayers;

/** One seed's nets; undefined where a net is missing. */
interface ShallowerFinding {
  /** Loss with the middle layers lesioned together, over that of the intact net. */
  readonly rise?: number;
  /** Final training loss of the whole net. */
  readonly whole?: number;
  /** The same of a net of only the other layers. */
  readonly shallower?: number;
}

const equivalent: Criterion<ShallowerFinding> = {
  number: 22,
  statement: "The highway net is not equivalent to a net with much fewer layers",
  about: ["mnist", "cifar100"],
  source: "IV, Figure 10",
  criterion:
    `highway layers ${first} to ${last} lesioned together at least double the loss; a net ` +
    "of the 19 layers that are left, trained alike, ends at least at twice the loss",
  published: "concluded from lesions of single layers",
  figure: "figure_10_lesions",
  parts: ({ rise, whole, shallower }) => [
    part([rise], (rise) => rise >= 2),
    part([shallower, whole], (shallower, whole) => shallower / whole >= 2),
  ],
  words: ({ rise, whole, shallower }) =>
    measured`lesioned together ${
      rise ?? NaN
    } times the loss; trained with the layers that are left ${shallower ?? NaN}, with all ${
      whole ?? NaN
    }`,
  headline: {
    claim: "Not equivalent to a shallower net",
    quantity: "loss without 15-45 / with",
    value: ({ rise = NaN }) => rise,
  },
};

/**
 * The nets of Figure 8 that are about as deep as those of claim 22; their gate biases start at −4.
 */
const reported: ShallowerFinding = { whole: publishedEnd(50), shallower: publishedEnd(20) };

/** Judges claim 22. The report's own data have no lesions of several layers. */
export function shallowerClaims(
  { whole, shallower, lesions, untrained }: Omit<ShallowerFrames, "untrained"> & {
    untrained?: DataFrame;
  },
  datasets: readonly Dataset[],
): JudgedClaim[] {
  const ends = (history: DataFrame) => {
    const nets = netsOf(historySchema, history);
    return (dataset: string, seed: number) => {
      const net = nets.find((net) => net.dataset === dataset && net.seed === seed);
      return net && finalLoss(net.rows.at(-1)!.loss);
    };
  };
  const [wholeEnd, shallowerEnd] = [ends(whole), ends(shallower)];
  const rises = (lesions: DataFrame | undefined) =>
    lesions
      ? records(jointLesionSchema, lesions).map(({ dataset, seed, loss, unlesionedLoss }) => (
        { dataset, seed, rise: loss / unlesionedLoss }
      ))
      : [];
  const findings = rises(lesions).map(({ dataset, seed, rise }) => ({
    dataset,
    seed,
    of: titleOf(dataset),
    found: { rise, whole: wholeEnd(dataset, seed), shallower: shallowerEnd(dataset, seed) },
  }));
  return [
    judge(equivalent, findings, datasets, {
      report: [{ of: "Figure 8's net of 10 or 20 layers", found: reported }],
      controls: rises(untrained).map(({ dataset, rise }) => (
        { control: `untrained net, ${titleOf(dataset)}`, found: { rise } }
      )),
    }),
  ];
}
