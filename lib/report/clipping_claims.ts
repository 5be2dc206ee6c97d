import type { DataFrame } from "nodejs-polars";
import type { Dataset } from "../data/dataset.ts";
import { frame, records } from "../frame.ts";
import type { Run } from "../train/record.ts";
import { measured } from "./measured.ts";
import { finalLoss, trains, trainsWhen } from "./trains.ts";
import { type Claim, judge, type JudgedClaim, type JudgedData } from "./verdict.ts";

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

const claim: Claim = {
  number: 2,
  statement: "ReLU with He weights: gradients can explode, and clipping them helps",
  about: ["mnist"],
  source: "IV",
  criterion: "at some of the learning rates the net does not train without clipping; with " +
    `gradients clipped at a norm of 1 it trains at every rate (training: ${trainsWhen})`,
  published: "clipping or a decaying rate can be applied",
  figure: "clipping",
};

/** Judges the second part of claim 2, on a ReLU net with He weights with and without clipping. */
export function clippingClaims(
  losses: DataFrame,
  dataset: JudgedData & Pick<Dataset, "classes">,
): JudgedClaim[] {
  const seeds = Map.groupBy(records(clippingSchema, losses), ({ seed }) => seed);
  const findings = [...seeds].map(([seed, rows]) => {
    const rates = [...new Set(rows.map(({ learningRate }) => learningRate))].sort((a, b) => a - b);
    const finals = (clipped: boolean) =>
      rates.map((rate) =>
        finalLoss(
          rows.findLast(({ learningRate, clipNorm }) =>
            learningRate === rate && Number.isFinite(clipNorm) === clipped
          )!.loss,
        )
      );
    const [free, clipped] = [finals(false), finals(true)];
    const trained = (loss: number) => trains(loss, dataset.classes.length);
    return {
      dataset: dataset.title,
      seed,
      holds: [!free.every(trained), clipped.every(trained)],
      values: measured`loss ${free} without clipping, ${clipped} with it, at rates ${
        rates.join(", ")
      }`,
    };
  });
  return [judge(claim, findings, [dataset])];
}
