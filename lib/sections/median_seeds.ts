import type { DataFrame } from "nodejs-polars";
import { records } from "../frame.ts";
import { historySchema } from "./frames.ts";
import { finalLoss } from "./trains.ts";

/**
 * By data set, the seed of the net with the median final loss (the lower of the middle two), for
 * figures that show one net.
 *
 * @param history Training of one net per data set and seed.
 */
export function medianSeeds(history: DataFrame): Record<string, number> {
  const datasets = Map.groupBy(records(historySchema, history), ({ dataset }) => dataset);
  return Object.fromEntries([...datasets].map(([dataset, rows]) => {
    const ends = [...Map.groupBy(rows, ({ seed }) => seed)]
      .map(([seed, epochs]) => ({ seed, loss: finalLoss(epochs.at(-1)!.loss) }))
      .toSorted((a, b) => a.loss - b.loss);
    return [dataset, ends[(ends.length - 1) >> 1].seed];
  }));
}
