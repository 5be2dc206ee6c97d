import { brief, median } from "./measured.ts";

/** The one number that tells most of a claim, where there is room for no more. */
export interface HeadlineNumber<Found> {
  /** The claim in a few words. */
  readonly claim: string;
  /** Name of the number, with its unit. */
  readonly quantity: string;
  /** As published, where the report's data do not give it. */
  readonly published?: number;
  /** Its value in what one seed's nets, or the report's, gave; NaN if unknown. */
  value(found: Found): number;
}

/** A claim, the report's number and ours, as they stand in a narrow table; "-" if unknown. */
export interface Headline {
  /** The claim in a few words. */
  readonly claim: string;
  /** Name of the number, with its unit. */
  readonly quantity: string;
  /** The report's value. */
  readonly report: string;
  /** The median over seeds. */
  readonly ours: string;
}

/** What one seed, or the report, gave; `of` names it where a claim speaks of several. */
interface Named<Found> {
  readonly of?: string;
  readonly found: Found;
}

/** The headline of a claim: where it speaks of several networks or data sets, of the first. */
export function headlineOf<Found>(
  { claim, quantity, published = NaN, value }: HeadlineNumber<Found>,
  findings: readonly Named<Found>[],
  report: readonly Named<Found>[],
): Headline {
  const of = findings[0]?.of;
  const own = findings.filter((finding) => finding.of === of).map(({ found }) => value(found));
  const reported = report.length > 1 ? report.find((finding) => finding.of === of) : report[0];
  return {
    claim,
    quantity,
    report: numberText(reported ? value(reported.found) : published),
    ours: numberText(median(own.filter((number) => !Number.isNaN(number)))),
  };
}

function numberText(value: number): string {
  return Number.isNaN(value) ? "-" : brief(value);
}
