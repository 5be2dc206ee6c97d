import { join } from "node:path";
import { markdownText } from "../plain_text.ts";
import { replaceFile } from "../store/replace_file.ts";
import { controlsText, criterionText } from "./claims_table.ts";
import type { Profile } from "../sections/profile.ts";
import type { ProvenanceSummary } from "./provenance_summary.ts";
import { markdownTable } from "./table.ts";
import type { JudgedClaim } from "../sections/verdict.ts";

/** All claims, judged by one run of the project. */
export interface ClaimsFile {
  readonly profile: Profile;
  readonly provenance: ProvenanceSummary;
  readonly claims: readonly JudgedClaim[];
}

/** File name in the folder of figures. */
const CLAIMS_FILE = "claims.json";

/** Writes the file, and creates the folder if needed. */
export async function writeClaims(folder: string, file: ClaimsFile): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  await replaceFile(join(folder, CLAIMS_FILE), JSON.stringify(file, null, 2) + "\n");
}

/**
 * Reads what {@linkcode writeClaims} wrote.
 *
 * @throws {Error} If there is no such file.
 */
export async function readClaims(folder: string): Promise<ClaimsFile> {
  const path = join(folder, CLAIMS_FILE);
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new Error(`Cannot read claims: notebook 06 writes them to "${path}" (${reason})`, {
      cause,
    });
  }
}

const [begin, end] = [
  "<!-- claims: written by `deno task claims` -->",
  "<!-- end of claims -->",
];

/**
 * Replaces the table between the README's two marks: one number per claim. {@linkcode claimsPage}
 * has the rest.
 *
 * @throws {RangeError} If the README does not have the marks.
 */
export function withClaims(readme: string, file: ClaimsFile): string {
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from) {
    throw new RangeError(`Cannot write claims: the README must have "${begin}" and "${end}"`);
  }
  const section = `<!-- deno-fmt-ignore-start -->\n\n${
    claimsSection(file)
  }\n\n<!-- deno-fmt-ignore-end -->`;
  return `${readme.slice(0, from)}${begin}\n${section}\n${readme.slice(to)}`;
}

function claimsSection({ profile, claims }: ClaimsFile): string {
  const told = claims.flatMap(({ number, verdict, headline }) =>
    headline ? [{ number, verdict, ...headline }] : []
  );
  const table = markdownTable<typeof told[number]>([
    ["", ({ number }) => markdownText(String(number))],
    ["claim", ({ claim }) => markdownText(claim)],
    ["number", ({ quantity }) => markdownText(quantity)],
    ["report", ({ report }) => markdownText(report)],
    ["ours", ({ ours }) => markdownText(ours)],
    ["verdict", ({ verdict }) => markdownText(verdict)],
  ], told);
  const sharper = claims.filter(({ sharper, verdict }) => sharper && verdict !== "reproduced");
  return [
    scopeOf(profile),
    "",
    table,
    ...(sharper.length === 0 ? [] : [
      "",
      markdownText(
        `By sharper criteria, added later: ${
          sharper.map(({ number, verdict }) => `claim ${number} ${verdict}`).join(", ")
        }.`,
      ),
    ]),
  ].join("\n");
}

/** Everything about each claim, as a Markdown page in the folder of figures. */
export function claimsPage({ profile, provenance, claims }: ClaimsFile): string {
  const { networks, seeds, seconds, processors, engines, deno } = provenance;
  return [
    "# The report's claims, one by one",
    "Written by `deno task claims` from `claims.json`, which notebook 06 writes. Of several seeds, " +
    "a value is the median, followed by the smallest and the largest in brackets.",
    scopeOf(profile),
    markdownText(
      `${networks} networks, seeds ${seeds.join(", ")}; ${seconds.map(hours).join(", ")} of ` +
        `training by seed, with ${engines.join("; ")} on ${processors.join("; ")}; ` +
        `Deno ${deno.join(", ")}.`,
    ),
    ...claims.map(claimSection),
  ].join("\n\n") + "\n";
}

function claimSection(claim: JudgedClaim): string {
  const { number, statement, source, published, data, ours, verdict, report, reportValues } = claim;
  const items: [name: string, text: string][] = [
    ["Source", source],
    ["Counts as reproduced where", criterionText(claim)],
    ["Published", published],
    ["Ours", ours && `${data}; ${ours}`],
    ["Holds in the report's own data", report + (reportValues && `: ${reportValues}`)],
    ["Controls", controlsText(claim)],
  ];
  return [
    `## ${number}. ${markdownText(statement)}`,
    `**${markdownText(verdict)}**${figureLink(claim.figure)}`,
    items.filter(([, text]) => text !== "")
      .map(([name, text]) => `- ${name}: ${markdownText(text)}`).join("\n"),
  ].join("\n\n");
}

/** No link without a figure, or if its name is not a file name. */
function figureLink(figure: string): string {
  return /^\w[\w.-]*$/.test(figure) ? ` ([figure](${figure}.png))` : "";
}

function scopeOf(profile: Profile): string {
  return profile === "report"
    ? "Judged at the report's own length (`report` profile)."
    : "Judged by the `quick` profile, which trains for minutes: at the report's own length more " +
      "may hold.";
}

function hours(seconds: number): string {
  return seconds < 3600
    ? `${Math.ceil(seconds / 60)} minutes`
    : `${(seconds / 3600).toFixed(1)} hours`;
}
