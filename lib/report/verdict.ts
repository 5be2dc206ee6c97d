import { type Dataset, type PublishedName, publishedOf } from "../data/dataset.ts";
import { type Measured, overSeeds } from "./measured.ts";

/** What can be said of a claim after a run. */
export type Verdict = "reproduced" | "partly" | "not reproduced" | "not tested";

/** A claim of the report, before anything is run. */
export interface Claim {
  /** As the project counts the report's claims. */
  readonly number: number;
  readonly statement: string;
  /** The published data sets that it speaks of: on no other, nor its stand-in, is it judged. */
  readonly about: readonly PublishedName[];
  /** Where the report makes it. */
  readonly source: string;
  /** What counts as reproduced, fixed before the run. */
  readonly criterion: string;
  readonly published: string;
  /** Name of the figure that shows it. */
  readonly figure: string;
}

/** A claim and what our run says of it. */
export interface JudgedClaim extends Claim {
  /** What was measured: of several seeds the median, the smallest and the largest value. */
  readonly ours: string;
  readonly verdict: Verdict;
  /** Titles of the data sets it was judged on; stand-ins are named as such. */
  readonly data: string;
}

/** What judging a claim needs to know of a data set. */
export type JudgedData = Pick<Dataset, "name" | "title" | "standsInFor">;

/** What one seed gave: the parts of the criterion that hold, and the values in words. */
export interface Finding {
  /** Title of the data set. */
  readonly dataset: string;
  readonly seed: number;
  /** Which of several networks or data sets, where a claim speaks of several. */
  readonly of?: string;
  readonly holds: readonly boolean[];
  readonly values: Measured;
}

/**
 * Judges a claim by all seeds: reproduced where every part of its criterion holds for every seed,
 * partly where some does, not tested where there is no finding on the data that it speaks of.
 */
export function judge(
  claim: Claim,
  findings: readonly Finding[],
  datasets: readonly JudgedData[],
): JudgedClaim {
  const own = datasets.filter((dataset) => speaksOf(claim, dataset));
  const judged = findings.filter(({ dataset }) => own.some(({ title }) => title === dataset));
  const parts = judged.flatMap(({ holds }) => holds);
  const verdict: Verdict = parts.length === 0
    ? "not tested"
    : parts.every((holds) => holds)
    ? "reproduced"
    : parts.some((holds) => holds)
    ? "partly"
    : "not reproduced";
  return {
    ...claim,
    ours: [...Map.groupBy(judged, ({ of }) => of)].map(([of, found]) =>
      (of === undefined ? "" : `${of}, `) +
      `${found.length > 1 ? "seeds" : "seed"} ${found.map(({ seed }) => seed).join(", ")}: ` +
      overSeeds(found.map(({ values }) => values))
    ).join("; "),
    verdict,
    data: own.map(({ title, standsInFor }) => standsInFor ? `${title} (stand-in)` : title)
      .join(", "),
  };
}

/** Whether a data set is one of those that a claim speaks of, or stands in for one. */
export function speaksOf({ about }: Pick<Claim, "about">, dataset: JudgedData): boolean {
  const published = publishedOf(dataset);
  return published !== undefined && about.includes(published);
}
