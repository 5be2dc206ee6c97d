import type { Discrepancy } from "../sections/section.ts";
import type { ShownTable } from "./claims_table.ts";
import { htmlTable } from "./table.ts";

/** One row per discrepancy. */
export function discrepancyTable(found: readonly Discrepancy[]): ShownTable {
  return {
    "text/html": htmlTable([
      ["Report", ({ figure }: Discrepancy) => figure],
      ["Does not add up", ({ finding }) => finding],
      ["Computed", ({ computed }) => computed],
    ], found),
    "text/plain": found.map(({ figure, finding, computed }) =>
      `${figure}: ${finding}` + (computed && `\n    computed: ${computed}`)
    ).join("\n"),
  };
}
