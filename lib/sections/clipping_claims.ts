import type { DataFrame } from "nodejs-polars";
import type { Dataset } from "../data/dataset.ts";
import { frame, records } from "../frame.ts";
import type { Run } from "../store/record.ts";
import { measured } from "./measured.ts";
import { finalLoss, trains, trainsWhen } from "./trains.ts";
import {
  type Criterion,
  type Finding,
  judge,
  type JudgedClaim,
  type JudgedData,
} from "./verdict.ts";

/** Columns of {@linkcode clippingFrame}. */
export const clippingSchema = {
  seed: "int",
  learningRate: "float",
  /** Infinite where gradients are not clipped. */
  clipNorm: "float",
  epoch: "int",
  loss: "float",
} as const;

/** Every epoch of runs that differ in learning rate and clipping; loss in nats. */
export function clippingFrame(runs: readonly Run[]): DataFrame {
  return frame(
    clippingSchema,
    runs.flatMap(({ experiment: { seed, training }, history }) =>
      history.map(({ epoch, loss }) => ({
        seed,
        learningRate: training.learningRate,
        clipNorm: training.clipNorm ?? Infinity,
        epoch,
        loss,
      }))
    ),
  );
}

/** One seed's final losses by learning rate, without clipping and with it. */
interface ClippingFinding {
  readonly rates: readonly number[];
  readonly free: readonly number[];
  readonly clipped: readonly number[];
  readonly classes: number;
}

const clipping: Criterion<ClippingFinding> = {
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

/**
 * Judges the second part of claim 2, on a ReLU net with He weights with and without clipping; the
 * report shows no run of it.
 *
 * @param controls `shallow` has the losses of such nets of 4 layers.
 */
export function clippingClaims(
  losses: DataFrame,
  dataset: JudgedData & Pick<Dataset, "classes">,
  { shallow = frame(clippingSchema, []) }: { shallow?: DataFrame } = {},
): JudgedClaim[] {
  const controls = findingsOf(shallow, dataset)
    .map(({ found }) => ({ control: "4 layers", found }));
  return [judge(clipping, findingsOf(losses, dataset), [dataset], { controls })];
}

function findingsOf(
  losses: DataFrame,
  dataset: Pick<Dataset, "name" | "classes">,
): Finding<ClippingFinding>[] {
  const seeds = Map.groupBy(records(clippingSchema, losses), ({ seed }) => seed);
  return [...seeds].map(([seed, rows]) => {
    const rates = [...new Set(rows.map(({ learningRate }) => learningRate))].sort((a, b) => a - b);
    const finals = (clipped: boolean) =>
      rates.map((rate) =>
        finalLoss(
          rows.findLast(({ learningRate, clipNorm }) =>
            learningRate === rate && Number.isFinite(clipNorm) === clipped
          )!.loss,
        )
      );
    const classes = dataset.classes.length;
    const found = { rates, free: finals(false), clipped: finals(true), classes };
    return { dataset: dataset.name, seed, found };
  });
}
