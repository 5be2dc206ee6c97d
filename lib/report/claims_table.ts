import { type Column, htmlTable } from "./table.ts";
import type { JudgedClaim } from "./verdict.ts";

/** A table for front ends that show HTML and for those that show text. */
export interface ShownTable {
  readonly "text/html": string;
  readonly "text/plain": string;
}

const columns: Column<JudgedClaim>[] = [
  ["", ({ number }) => String(number)],
  ["Claim", ({ statement, source }) => `${statement} (${source})`],
  ["Counts as reproduced where", ({ criterion }) => criterion],
  ["Published", ({ published }) => published],
  ["Data", ({ data }) => data],
  ["Ours", ({ ours }) => ours],
  ["Verdict", ({ verdict }) => verdict],
  [
    "Holds in the report's own data",
    ({ report, reportValues }) => report + (reportValues && `: ${reportValues}`),
  ],
  ["Figure", ({ figure }) => figure],
];

/** Claims with our values and the verdicts. */
export function claimsTable(claims: readonly JudgedClaim[]): ShownTable {
  return {
    "text/html": htmlTable(columns, claims),
    "text/plain": claims.map(({ number, statement, verdict, data, ours, published, ...claim }) =>
      `${String(number).padStart(2)}  ${verdict.padEnd(14)}  ${statement}\n` +
      (ours && `    ours, ${data}: ${ours}\n`) +
      `    published: ${published}\n` +
      `    holds in the report's own data: ${claim.report}` +
      (claim.reportValues && ` (${claim.reportValues})`)
    ).join("\n"),
  };
}
