import { type Dataset, type PublishedName, publishedOf } from "../data/dataset.ts";
import { type Headline, type HeadlineNumber, headlineOf } from "./headline.ts";
import { type Measured, overSeeds } from "./measured.ts";

/** Result of judging a claim by our runs. */
export type Verdict = "reproduced" | "partly" | "not reproduced" | "not tested";

/** Whether a criterion is met by the report's own data. */
export type HoldsInReport = "yes" | "no" | "cannot be told";

/** A claim of the report, before anything is run. */
export interface Claim {
  /** The project's number for it. */
  readonly number: number;
  /** In one sentence. */
  readonly statement: string;
  /** Published data sets that it is about. It is judged on these and their stand-ins only. */
  readonly about: readonly PublishedName[];
  /** Section or figure of the report; "ours" for a claim of your own. */
  readonly source: string;
  /** Condition for "reproduced", fixed before the run unless it is sharper. */
  readonly criterion: string;
  /** The criterion was added later, because a control meets the first one of the claim. */
  readonly sharper?: true;
  /** Evidence in the report; "-" for none. */
  readonly published: string;
  /** Name of the figure that shows it. */
  readonly figure: string;
}

/** A claim with its criterion as a function of the values `Found` of one seed's nets. */
export interface Criterion<Found> extends Claim {
  /** Whether each part of the criterion holds; undefined if a value is not known. */
  parts(found: Found): readonly (boolean | undefined)[];
  /** The values in words. */
  words(found: Found): Measured;
  /** Absent for sharper criteria: the first criterion of the claim has it. */
  readonly headline?: HeadlineNumber<Found>;
}

/** The same claim with a sharper criterion, added later because a control meets the first one. */
export function sharper<Found>(
  claim: Criterion<never>,
  criterion: Pick<Criterion<Found>, "criterion" | "parts" | "words"> & { published?: string },
): Criterion<Found> {
  return { ...claim, headline: undefined, sharper: true, ...criterion };
}

/**
 * Values of a net that the claim is not about. If it meets the criterion, the criterion proves
 * little.
 */
export interface Control<Found> {
  /** Name, for example "untrained net"; its seeds share it. */
  readonly control: string;
  readonly found: Found;
}

/** A control, judged by a criterion. */
export interface ControlResult {
  /** Name, for example "untrained net". */
  readonly control: string;
  /** Whether it meets every part. */
  readonly met: boolean;
  /** Its values. */
  readonly values: string;
}

/** A claim, judged by our runs. */
export interface JudgedClaim extends Claim {
  /** Measured values; of several seeds the median and the range. */
  readonly ours: string;
  /** Over all seeds and data sets. */
  readonly verdict: Verdict;
  /** Titles of the data sets it was judged on; stand-ins are marked. */
  readonly data: string;
  /** Whether the report's curves and figures meet the criterion. */
  readonly report: HoldsInReport;
  /** The report's values; empty if there are none. */
  readonly reportValues: string;
  /** Controls, judged by the same criterion. */
  readonly controls: readonly ControlResult[];
  /** Its most telling number, if it has one. */
  readonly headline?: Headline;
}

/** The parts of a data set that judging needs. */
export type JudgedData = Pick<Dataset, "name" | "title" | "standsInFor">;

/** Values of one seed. */
export interface Finding<Found> {
  /** Name of the data set. */
  readonly dataset: string;
  /** Absent if nothing is trained. */
  readonly seed?: number;
  /** Name of the network or data set, if a claim is about several. */
  readonly of?: string;
  readonly found: Found;
}

/**
 * Judges a claim by all seeds: "reproduced" if every part of the criterion holds for every seed,
 * "partly" if some do, "not tested" without findings on the claim's data. If a claim is about
 * several networks or settings, each has its own verdict with its values.
 *
 * @param options `report` are the values of the report's own data.
 */
export function judge<Found>(
  criterion: Criterion<Found>,
  findings: readonly Finding<Found>[],
  datasets: readonly JudgedData[],
  { report = [], controls = [] }: {
    report?: readonly Pick<Finding<Found>, "of" | "found">[];
    controls?: readonly Control<Found>[];
  } = {},
): JudgedClaim {
  const { parts: partsOf, words, headline, ...claim } = criterion;
  const own = datasets.filter((dataset) => isAbout(claim, dataset));
  const judged = findings.filter(({ dataset }) => own.some(({ name }) => name === dataset));
  const verdict = verdictOf(judged.flatMap(({ found }) => partsOf(found)));
  const groups = [...Map.groupBy(judged, ({ of }) => of)];
  return {
    ...claim,
    ours: groups.map(([of, found]) => {
      const own = verdictOf(found.flatMap(({ found }) => partsOf(found)));
      return (groups.length > 1 ? `${of} (${own}), ` : prefix(of)) +
        seedsText(found.map(({ seed }) => seed)) + overSeeds(found.map(({ found }) =>
          words(found)
        ));
    }).join("; "),
    verdict,
    data: own.map(({ title, standsInFor }) => standsInFor ? `${title} (stand-in)` : title)
      .join(", "),
    report: holdsIn(report.flatMap(({ found }) => partsOf(found))),
    reportValues: report.map(({ of, found }) => prefix(of) + overSeeds([words(found)])).join("; "),
    controls: [...Map.groupBy(controls, ({ control }) => control)].map(([control, nets]) => ({
      control,
      met: verdictOf(nets.flatMap(({ found }) => partsOf(found))) === "reproduced",
      values: overSeeds(nets.map(({ found }) => words(found))),
    })),
    ...(headline && { headline: headlineOf(headline, judged, report) }),
  };
}

function seedsText(seeds: readonly (number | undefined)[]): string {
  if (seeds.includes(undefined)) return "";
  return `${seeds.length > 1 ? "seeds" : "seed"} ${seeds.join(", ")}: `;
}

/** The verdict of the parts that are known. */
function verdictOf(parts: readonly (boolean | undefined)[]): Verdict {
  const known = parts.filter((part) => part !== undefined);
  if (known.length === 0) return "not tested";
  if (known.every((holds) => holds)) return "reproduced";
  return known.some((holds) => holds) ? "partly" : "not reproduced";
}

function prefix(of: string | undefined): string {
  return of === undefined ? "" : `${of}, `;
}

/** "no" if any part fails, "yes" if every part is known to hold. */
function holdsIn(parts: readonly (boolean | undefined)[]): HoldsInReport {
  if (parts.includes(false)) return "no";
  return parts.length > 0 && parts.every((holds) => holds) ? "yes" : "cannot be told";
}

/**
 * Whether a part of a criterion holds; undefined if one of its values is. NaN is a value, the loss of
 * a net that diverged: pass undefined for a value that was not measured.
 */
export function part(
  values: readonly (number | undefined)[] | undefined,
  holds: (...values: number[]) => boolean,
): boolean | undefined {
  const known = values?.filter((value) => value !== undefined);
  return known && known.length === values?.length ? holds(...known) : undefined;
}

/** Whether a claim is about a data set, or about the one that it stands in for. */
export function isAbout({ about }: Pick<Claim, "about">, dataset: JudgedData): boolean {
  const published = publishedOf(dataset);
  return published !== undefined && about.includes(published);
}
