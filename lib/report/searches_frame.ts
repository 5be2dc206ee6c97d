import type { DataFrame } from "nodejs-polars";
import { fileURLToPath } from "node:url";
import type { Dataset } from "../data/dataset.ts";
import { frame, type Row } from "../frame.ts";
import { depths } from "../sections/experiments.ts";
import { readSearch } from "../search/search_record.ts";

/** Columns of {@linkcode searchesFrame}. */
export const searchesSchema = {
  architecture: "string",
  depth: "int",
  trials: "int",
  /** Epochs after which trials are compared. */
  rungs: "string",
  /** Number of the best trial. Its settings follow. */
  best: "int",
  learningRate: "float",
  momentum: "float",
  /** Factor on the learning rate after every epoch. */
  decayFactor: "float",
  activation: "string",
  /** Empty for plain nets. */
  gateBias: "string",
  /** Its training loss (nats) after those epochs. */
  losses: "string",
} as const;

const kept = fileURLToPath(new URL("../../data/records", import.meta.url));

/**
 * One row per network that was searched on a data set: its best setting.
 *
 * @param records Folder of the searches.
 */
export async function searchesFrame(
  { name: dataset }: Pick<Dataset, "name">,
  records: string = kept,
): Promise<DataFrame> {
  const rows: Row<typeof searchesSchema>[] = [];
  for (const architecture of ["plain", "highway"] as const) {
    for (const depth of depths) {
      const search = await readSearch(records, { dataset, architecture, depth });
      if (!search?.best) continue;
      const { question: { trials, rungs }, best: { trial, setting, losses } } = search;
      rows.push({
        ...setting,
        architecture,
        depth,
        trials,
        rungs: rungs.join(", "),
        best: trial,
        gateBias: String(setting.gateBias ?? ""),
        losses: losses.map((loss) => Number(loss.toPrecision(2))).join(", "),
      });
    }
  }
  return frame(searchesSchema, rows);
}
