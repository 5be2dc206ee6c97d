import type { DataFrame } from "nodejs-polars";
import { records, type Row, type Schema } from "../frame.ts";

/** A frame's rows of one net. */
export interface Net<S extends Schema> {
  readonly dataset: string;
  readonly seed: number;
  readonly rows: readonly Row<S>[];
}

/** A frame's rows by data set and seed, where these tell its nets apart; none without a frame. */
export function netsOf<S extends Schema & { dataset: "string"; seed: "int" }>(
  schema: S,
  frame: DataFrame | undefined,
): Net<S>[] {
  const nets = Map.groupBy(
    frame ? records(schema, frame) : [],
    ({ dataset, seed }) => `${dataset} ${seed}`,
  );
  return [...nets.values()].map((rows) => {
    const { dataset, seed } = rows[0] as Row<Schema>;
    return { dataset: String(dataset), seed: Number(seed), rows };
  });
}
