import type { DataFrame } from "nodejs-polars";
import { titleOf } from "../data/dataset.ts";
import { gateSchema } from "../diagnostics/gates.ts";
import { lesionSchema } from "../diagnostics/lesions.ts";
import { records } from "../frame.ts";
import type { LesionData } from "./model.ts";

/**
 * Data of the lesion explorer, net by net: losses by lesioned layer beside gates.
 *
 * @param panelOf The panel of Figure 10 that shows a data set, by its name.
 */
export function lesionData(
  lesions: DataFrame,
  gates: DataFrame,
  panelOf: (dataset: string) => string,
): LesionData[] {
  const nameOf = ({ dataset, seed }: { dataset: string; seed: number }) => `${dataset} ${seed}`;
  const cells = Map.groupBy(records(gateSchema, gates), nameOf);
  return [...Map.groupBy(records(lesionSchema, lesions), nameOf)].map(([name, rows]) => {
    const byLayer = Map.groupBy(cells.get(name)!, ({ layer }) => layer);
    return {
      data: titleOf(rows[0].dataset),
      panel: panelOf(rows[0].dataset),
      seed: rows[0].seed,
      intactLoss: rows[0].unlesionedLoss,
      layers: rows.map(({ layer, loss, accuracy }) => {
        const units = byLayer.get(layer)!;
        return {
          layer,
          loss,
          accuracy,
          bias: units.map(({ bias }) => short(bias)),
          meanGate: units.map(({ meanGate }) => short(meanGate)),
          gate: units.map(({ gate }) => short(gate)),
        };
      }),
    };
  });
}

/** Three digits: bars show no more. */
function short(value: number): number {
  return Number(value.toPrecision(3));
}
