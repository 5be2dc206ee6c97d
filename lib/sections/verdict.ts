import { type Dataset, type PublishedName, publishedOf } from "../data/dataset.ts";
import { type Headline, type HeadlineNumber, headlineOf } from "./headline.ts";
import { type Measured, overSeeds } from "./measured.ts";

/** What can be said of a claim after a run. */
export type Verdict = "reproduced" | "partly" | "not reproduced" | "not tested";

/** Whether a criterion holds in the report's own data. */
export type HoldsInReport = "yes" | "no" | "cannot be told";

/** A claim of the report, before anything is run. */
export interface Claim {
  /** As the project counts the report's claims. */
  readonly number: number;
  /** In one sentence. */
  readonly statement: string;
  /** The published data sets that it speaks of: on no other, nor its stand-in, is it judged. */
  readonly about: readonly PublishedName[];
  /** Where the report makes it. */
  readonly source: string;
  /** What counts as reproduced, fixed before the run unless it is sharper. */
  readonly criterion: string;
  /** Its criterion was added later, as a control meets that of the same claim. */
  readonly sharper?: true;
  /** What the report gives for it. */
  readonly published: string;
  /** Name of the figure that shows it. */
  readonly figure: string;
}

/** A claim with its criterion as a function of what one net, or one seed's nets, gave. */
export interface Criterion<Found> extends Claim {
  /** Whether each part of it holds; undefined where that cannot be told. */
  parts(found: Found): readonly (boolean | undefined)[];
  words(found: Found): Measured;
  /** Sharper criteria have none: the criterion that they sharpen has it. */
  readonly headline?: HeadlineNumber<Found>;
}

/** The same claim with a sharper criterion, added later because a control meets the first one. */
export function sharper<Found>(
  claim: Criterion<never>,
  criterion: Pick<Criterion<Found>, "criterion" | "parts" | "words"> & { published?: string },
): Criterion<Found> {
  return { ...claim, headline: undefined, sharper: true, ...criterion };
}

/** What a net gives that the claim does not speak of: a criterion that it meets proves little. */
export interface Control<Found> {
  /** For example "untrained net"; several of one name are its seeds. */
  readonly control: string;
  readonly found: Found;
}

/** Whether a control meets a criterion. */
export interface ControlResult {
  /** For example "untrained net". */
  readonly control: string;
  /** Whether it meets every part, so that the criterion proves little. */
  readonly met: boolean;
  /** What it was judged by. */
  readonly values: string;
}

/** A claim and what our run says of it. */
export interface JudgedClaim extends Claim {
  /** What was measured: of several seeds the median, the smallest and the largest value. */
  readonly ours: string;
  /** Over all seeds and data sets. */
  readonly verdict: Verdict;
  /** Titles of the data sets it was judged on; stand-ins are named as such. */
  readonly data: string;
  /** Whether its criterion holds of what the report's curves and figures show. */
  readonly report: HoldsInReport;
  /** The values that this was judged by; empty if there are none. */
  readonly reportValues: string;
  /** What the criterion was tried on beside. */
  readonly controls: readonly ControlResult[];
  /** The one number that tells most of it, where there is one. */
  readonly headline?: Headline;
}

/** What judging a claim needs to know of a data set. */
export type JudgedData = Pick<Dataset, "name" | "title" | "standsInFor">;

/** What one seed gave. */
export interface Finding<Found> {
  /** Name of the data set. */
  readonly dataset: string;
  /** Absent where nothing is trained. */
  readonly seed?: number;
  /** Which of several networks or data sets, where a claim speaks of several. */
  readonly of?: string;
  readonly found: Found;
}

/**
 * Judges a claim by all seeds: reproduced where every part of its criterion holds for every seed,
 * partly where some does, not tested where there is no finding on the data that it speaks of. Where
 * it speaks of several networks or settings, each has its own verdict beside its values.
 *
 * @param report What the report's own data give, by name where a claim speaks of several networks
 * or data sets; `controls` what its criterion is tried on beside.
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
  const own = datasets.filter((dataset) => speaksOf(claim, dataset));
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

/** What these parts of a criterion say, of those that can be told. */
function verdictOf(parts: readonly (boolean | undefined)[]): Verdict {
  const told = parts.filter((part) => part !== undefined);
  if (told.length === 0) return "not tested";
  if (told.every((holds) => holds)) return "reproduced";
  return told.some((holds) => holds) ? "partly" : "not reproduced";
}

function prefix(of: string | undefined): string {
  return of === undefined ? "" : `${of}, `;
}

/** No if any part fails, yes if every part is known to hold. */
function holdsIn(parts: readonly (boolean | undefined)[]): HoldsInReport {
  if (parts.includes(false)) return "no";
  return parts.length > 0 && parts.every((holds) => holds) ? "yes" : "cannot be told";
}

/** Whether a part of a criterion holds; undefined if one of its values is not known. */
export function part(
  values: readonly (number | undefined)[] | undefined,
  holds: (...values: number[]) => boolean,
): boolean | undefined {
  const known = values?.filter((value) => value !== undefined);
  return known && known.length === values?.length ? holds(...known) : undefined;
}

/** Whether a data set is one of those that a claim speaks of, or stands in for one. */
export function speaksOf({ about }: Pick<Claim, "about">, dataset: JudgedData): boolean {
  const published = publishedOf(dataset);
  return published !== undefined && about.includes(published);
}
