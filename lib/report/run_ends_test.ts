import { frame, records } from "../frame.ts";
import { assertEquals } from "../testing/assert.ts";
import { history } from "../testing/synthetic_frames.ts";
import { historySchema } from "../sections/frames.ts";
import { runEnds, runEndsSchema } from "./run_ends.ts";

Deno.test("runEnds() has each run's last epoch, and its test images where they were measured", () => {
  const rate = Math.fround(0.001);
  const older = history({ "plain 10": [2, 1], "highway 10": [0.5] }, { learningRate: rate });
  const newer = records(historySchema, history({ "plain 10": [2, 0.9, NaN] }, { seed: 2 }))
    .map((row) => row.epoch === 3 ? { ...row, testLoss: 0.123456, testAccuracy: 0.98765 } : row);
  const ends = runEnds(older.vstack(frame(historySchema, newer)));
  assertEquals(
    records(runEndsSchema, ends).map((row) => [
      `${row.architecture} ${row.seed}`,
      row.learningRate,
      row.epochs,
      row.loss,
      row.testLoss,
      row.testAccuracy,
      row.state,
    ]),
    [
      ["plain 1", 0.001, 2, 1, "not measured", "not measured", "finished"],
      ["highway 1", 0.001, 1, 0.5, "not measured", "not measured", "finished"],
      ["plain 2", 0.1, 3, NaN, "0.1235", "0.9877", "diverged"],
    ],
  );
});
