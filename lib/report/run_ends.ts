import type { DataFrame } from "nodejs-polars";
import { frame, records } from "../frame.ts";
import { historySchema, netSchema } from "../sections/frames.ts";
import { rateOf } from "../sections/measured.ts";
import { lastEpochs } from "../train/last_epochs.ts";

/** Columns of {@linkcode runEnds}. */
export const runEndsSchema = {
  ...netSchema,
  /** Learning rate of the first step. */
  learningRate: "float",
  epochs: "int",
  loss: "float",
  accuracy: "float",
  testLoss: "string",
  testAccuracy: "string",
  state: "string",
} as const;

/**
 * One row per run: loss (nats) and accuracy of the last epoch and on the test images. The latter
 * are "not measured" in runs of earlier versions.
 *
 * @param history A history frame; the rows of a run follow each other from epoch 1 on.
 */
export function runEnds(history: DataFrame): DataFrame {
  return frame(
    runEndsSchema,
    lastEpochs(records(historySchema, history)).map((last) => ({
      ...last,
      learningRate: rateOf(last),
      epochs: last.epoch,
      testLoss: measured(last.testLoss),
      testAccuracy: measured(last.testAccuracy),
      state: last.state === "diverged" ? "diverged" : "finished",
    })),
  );
}

function measured(value: number): string {
  return Number.isNaN(value) ? "not measured" : String(Number(value.toPrecision(4)));
}
