import { type Column, htmlTable } from "./table.ts";
import type { JudgedClaim } from "../sections/verdict.ts";

/** A table for front ends that show HTML, and for those that show text. */
export interface ShownTable {
  readonly "text/html": string;
  readonly "text/plain": string;
}

const columns: Column<JudgedClaim>[] = [
  ["", ({ number }) => String(number)],
  ["Claim", (claim) => `${claim.statement} (${claim.source})`],
  ["Counts as reproduced where", (claim) => criterionText(claim)],
  ["Published", ({ published }) => published],
  ["Data", ({ data }) => data],
  ["Ours", ({ ours }) => ours],
  ["Verdict", ({ verdict }) => verdict],
  [
    "Holds in the report's own data",
    ({ report, reportValues }) => report + (reportValues && `: ${reportValues}`),
  ],
  ["Controls", (claim) => controlsText(claim)],
  ["Figure", ({ figure }) => figure],
];

/** A claim's criterion, marked if it was added later. */
export function criterionText({ criterion, sharper }: JudgedClaim): string {
  return sharper ? `${criterion} (sharper, added later)` : criterion;
}

/** The controls that meet a criterion, and those that do not. */
export function controlsText({ controls }: JudgedClaim): string {
  return controls.map(({ control, met, values }) =>
    `${met ? "met" : "not met"} by ${control}: ${values}`
  ).join("; ");
}

/** One row per criterion and control. */
export function controlTable(claims: readonly JudgedClaim[]): ShownTable {
  const tried = claims.filter(({ controls }) => controls.length > 0);
  const rows = tried.flatMap((claim) => claim.controls.map((result) => ({ claim, ...result })));
  const columns: Column<(typeof rows)[number]>[] = [
    ["", ({ claim }) => String(claim.number)],
    ["Criterion", ({ claim }) => criterionText(claim)],
    ["Control", ({ control }) => control],
    ["Meets it", ({ met }) => met ? "yes" : "no"],
    ["The control's values", ({ values }) => values],
  ];
  return {
    "text/html": htmlTable(columns, rows),
    "text/plain": tried.map((claim) =>
      `${String(claim.number).padStart(2)}  ${criterionText(claim)}\n    ${controlsText(claim)}`
    ).join("\n"),
  };
}

/** One row per claim: our values and the verdict. */
export function claimsTable(claims: readonly JudgedClaim[]): ShownTable {
  return {
    "text/html": htmlTable(columns, claims),
    "text/plain": claims.map(({ number, statement, verdict, data, ours, published, ...claim }) =>
      `${String(number).padStart(2)}  ${verdict.padEnd(14)}  ${statement}` +
      (claim.sharper ? ` (sharper: ${claim.criterion})\n` : "\n") +
      (ours && `    ours, ${data}: ${ours}\n`) +
      `    published: ${published}\n` +
      `    holds in the report's own data: ${claim.report}` +
      (claim.reportValues && ` (${claim.reportValues})`) +
      claim.controls.map(({ control, met, values }) =>
        `\n    ${met ? "met" : "not met"} by ${control}: ${values}`
      ).join("")
    ).join("\n"),
  };
}
