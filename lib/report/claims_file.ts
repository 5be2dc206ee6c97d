import { join } from "node:path";
import { markdownText } from "../plain_text.ts";
import { replaceFile } from "../store/replace_file.ts";
import type { Profile } from "./profile.ts";
import type { ProvenanceSummary } from "./provenance_summary.ts";
import { markdownTable } from "./table.ts";
import type { JudgedClaim } from "./verdict.ts";

/** All claims as one run of the project judged them. */
export interface ClaimsFile {
  readonly profile: Profile;
  readonly provenance: ProvenanceSummary;
  readonly claims: readonly JudgedClaim[];
}

/** What the file is called, beside the figures. */
const CLAIMS_FILE = "claims.json";

/** Writes the file, which makes the folder if it does not exist. */
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
 * A README with the claims between its two marks made those of the file, each linked with its
 * figure.
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

function claimsSection({ profile, provenance, claims }: ClaimsFile): string {
  const { networks, seeds, seconds, processors, engines, deno } = provenance;
  const table = markdownTable<JudgedClaim>([
    ["", ({ number }) => markdownText(String(number))],
    [
      "claim",
      ({ statement, sharper }) =>
        markdownText(sharper ? `${statement} (sharper, added later)` : statement),
    ],
    ["published", ({ published }) => markdownText(published)],
    ["ours", ({ ours, data }) => markdownText(ours && `${data}; ${ours}`)],
    ["verdict", ({ verdict, figure }) => linked(markdownText(verdict), figure)],
    ["in the report's data", ({ report }) => markdownText(report)],
    [
      "met by a control",
      ({ controls }) =>
        markdownText(
          controls.filter(({ met }) => met).map(({ control }) => control).join(", "),
        ),
    ],
  ], claims);
  const scope = profile === "report"
    ? "at the report's own length (`report` profile)"
    : "by the `quick` profile, which trains for minutes: at the report's own length more may hold";
  return [
    `Judged ${scope}.`,
    "",
    table,
    "",
    markdownText(
      `${networks} networks, seeds ${seeds.join(", ")}; ${seconds.map(hours).join(", ")} of ` +
        `training by seed, with ${engines.join("; ")} on ${processors.join("; ")}; ` +
        `Deno ${deno.join(", ")}.`,
    ),
  ].join("\n");
}

/** A claim without a figure, or with one whose name is no file's, has no link. */
function linked(verdict: string, figure: string): string {
  return /^\w[\w.-]*$/.test(figure) ? `[${verdict}](figures/${figure}.png)` : verdict;
}

function hours(seconds: number): string {
  return seconds < 3600
    ? `${Math.ceil(seconds / 60)} minutes`
    : `${(seconds / 3600).toFixed(1)} hours`;
}
