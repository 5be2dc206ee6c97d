import { type Dataset, type PublishedName, publishedOf } from "../data/dataset.ts";
import { type Measured, overSeeds } from "./measured.ts";

/** What can be said of a claim after a run. */
export type Verdict = "reproduced" | "partly" | "not reproduced" | "not tested";

/** A claim of the report, before anything is run. */
export interface Claim {
  /** As the project counts the report's claims. */
  readonly number: number;
  readonly statement: string;
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

/** What a table of claims says of a data set. */
export type JudgedData = Pick<Dataset, "title" | "standsInFor">;

/** What one seed gave: the parts of the criterion that hold, and the values in words. */
export interface Finding {
  readonly seed: number;
  /** Which of several networks or data sets, where a claim speaks of several. */
  readonly of?: string;
  readonly holds: readonly boolean[];
  readonly values: Measured;
}

/**
 * Judges a claim by all seeds: reproduced where every part of its criterion holds for every seed,
 * partly where some does, not tested where there is no finding.
 */
export function judge(
  claim: Claim,
  findings: readonly Finding[],
  datasets: readonly JudgedData[],
): JudgedClaim {
  const parts = findings.flatMap(({ holds }) => holds);
  const verdict: Verdict = parts.length === 0
    ? "not tested"
    : parts.every((holds) => holds)
    ? "reproduced"
    : parts.some((holds) => holds)
    ? "partly"
    : "not reproduced";
  return {
    ...claim,
    ours: [...Map.groupBy(findings, ({ of }) => of)].map(([of, found]) =>
      (of === undefined ? "" : `${of}, `) +
      `${found.length > 1 ? "seeds" : "seed"} ${found.map(({ seed }) => seed).join(", ")}: ` +
      overSeeds(found.map(({ values }) => values))
    ).join("; "),
    verdict,
    data: datasets.map(({ title, standsInFor }) => standsInFor ? `${title} (stand-in)` : title)
      .join(", "),
  };
}

/** The data sets that are the published one of that name, or stand in for it. */
export function datasetsLike(
  published: PublishedName,
  datasets: readonly Dataset[],
): Dataset[] {
  return datasets.filter((dataset) => publishedOf(dataset) === published);
}
