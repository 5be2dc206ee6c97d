import { assertEquals } from "../testing/assert.ts";
import { lastEpochs } from "./last_epochs.ts";

Deno.test("lastEpochs() has the last row of each training, and the rate before it decayed", () => {
  const rows = [[1, 0.1], [2, 0.09], [1, 0.3], [1, 1], [2, 0.9], [3, 0.8]]
    .map(([epoch, learningRate], row) => ({ epoch, learningRate, row }));
  assertEquals(lastEpochs(rows), [
    { epoch: 2, learningRate: 0.1, row: 1 },
    { epoch: 1, learningRate: 0.3, row: 2 },
    { epoch: 3, learningRate: 1, row: 5 },
  ]);
  assertEquals(lastEpochs([]), []);
});
