import type { DataFrame } from "nodejs-polars";
import { type Dataset, titleOf } from "../data/dataset.ts";
import { frame, records } from "../frame.ts";
import { middleLayers } from "./experiments.ts";
import { historySchema, jointLesionSchema } from "./frames.ts";
import { measured } from "./measured.ts";
import { publishedEnd } from "./published.ts";
import { finalLoss } from "./trains.ts";
import { type Criterion, type Finding, judge, type JudgedClaim, part } from "./verdict.ts";

const { first, last } = middleLayers;

/** One seed's nets; undefined where there is none. */
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

/** Of Figure 8: nets of about as few layers as are left, and of 50, gate biases −4. */
const reported: ShallowerFinding = {
  whole: publishedEnd(50),
  shallower: publishedEnd(20),
};

/**
 * Judges claim 22. Of the report's own data Figure 8 says how nets of 10 or 20 layers end; what
 * lesions of several layers do it does not show.
 *
 * @param nets `whole` and `shallower` are histories, `lesions` and `untrained` frames of joint
 * lesions of the whole nets after training and before.
 */
export function shallowerClaims(
  { whole, shallower, lesions, untrained = frame(jointLesionSchema, []) }: {
    whole: DataFrame;
    shallower: DataFrame;
    lesions: DataFrame;
    untrained?: DataFrame;
  },
  datasets: readonly Dataset[],
): JudgedClaim[] {
  const ends = (history: DataFrame) => {
    const nets = Map.groupBy(
      records(historySchema, history),
      ({ dataset, seed }) => `${dataset} ${seed}`,
    );
    return (dataset: string, seed: number) => {
      const last = nets.get(`${dataset} ${seed}`)?.at(-1);
      return last && finalLoss(last.loss);
    };
  };
  const [wholeEnd, shallowerEnd] = [ends(whole), ends(shallower)];
  const rises = (lesions: DataFrame) =>
    records(jointLesionSchema, lesions).map(({ dataset, seed, loss, unlesionedLoss }) => (
      { dataset, seed, rise: loss / unlesionedLoss }
    ));
  const findings = rises(lesions).map(({ dataset, seed, rise }): Finding<ShallowerFinding> => ({
    dataset,
    seed,
    of: titleOf(dataset),
    found: { rise, whole: wholeEnd(dataset, seed), shallower: shallowerEnd(dataset, seed) },
  }));
  return [
    judge(equivalent, findings, datasets, {
      report: [{ of: "Figure 8's net of 10 or 20 layers", found: reported }],
      controls: rises(untrained).map(({ dataset, rise }) => ({
        control: `untrained net, ${titleOf(dataset)}`,
        found: { rise },
      })),
    }),
  ];
}
