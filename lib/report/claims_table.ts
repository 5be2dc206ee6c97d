import type { JudgedClaim } from "./verdict.ts";

/** A table of judged claims, for front ends that show HTML and for those that show text. */
export interface ClaimsTable {
  readonly "text/html": string;
  readonly "text/plain": string;
}

/** The claims of a section with our values and the verdicts. */
export function claimsTable(claims: readonly JudgedClaim[]): ClaimsTable {
  const columns: [string, (claim: JudgedClaim) => string][] = [
    ["", ({ number }) => String(number)],
    ["Claim", ({ statement, source }) => `${statement} (${source})`],
    ["Counts as reproduced where", ({ criterion }) => criterion],
    ["Published", ({ published }) => published],
    ["Data", ({ data }) => data],
    ["Ours", ({ ours }) => ours],
    ["Verdict", ({ verdict }) => verdict],
  ];
  const head = columns.map(([title]) => `<th>${escapeHtml(title)}</th>`).join("");
  const body = claims.map((claim) => {
    const cells = columns.map(([, text]) =>
      `<td style="text-align:left">${escapeHtml(text(claim))}</td>`
    );
    return `<tr>${cells.join("")}</tr>`;
  });
  return {
    "text/html": `<table><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table>`,
    "text/plain": claims.map(({ number, statement, verdict, data, ours, published }) =>
      `${String(number).padStart(2)}  ${verdict.padEnd(14)}  ${statement}\n` +
      (ours && `    ours, ${data}: ${ours}\n`) +
      `    published: ${published}`
    ).join("\n"),
  };
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
