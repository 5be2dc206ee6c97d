import type { DataFrame } from "nodejs-polars";
import { frame, records } from "../frame.ts";
import { historySchema } from "../sections/frames.ts";

/** Columns of {@linkcode runEnds}. */
export const runEndsSchema = {
  architecture: "string",
  activation: "string",
  initializer: "string",
  depth: "int",
  dataset: "string",
  seed: "int",
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
  const rows = records(historySchema, history);
  const starts = rows.flatMap(({ epoch }, index) => epoch === 1 ? [index] : []);
  return frame(
    runEndsSchema,
    starts.map((start, index) => {
      const last = rows[(starts[index + 1] ?? rows.length) - 1];
      const { testLoss, testAccuracy } = last;
      return {
        ...last,
        learningRate: Number(rows[start].learningRate.toPrecision(5)), // as float32
        epochs: last.epoch,
        testLoss: measured(testLoss),
        testAccuracy: measured(testAccuracy),
        state: last.state === "diverged" ? "diverged" : "finished",
      };
    }),
  );
}

function measured(value: number): string {
  return Number.isNaN(value) ? "not measured" : String(Number(value.toPrecision(4)));
}
