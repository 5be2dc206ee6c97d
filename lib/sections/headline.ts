import { brief, median } from "./measured.ts";

/** The most telling number of a claim, for a narrow table. */
export interface HeadlineNumber<Found> {
  /** The claim in a few words. */
  readonly claim: string;
  /** Name of the number, with its unit. */
  readonly quantity: string;
  /** The published value, used if the report's data do not give it. */
  readonly published?: number;
  /** Its value for one seed's nets or the report's; NaN if unknown. */
  value(found: Found): number;
}

/** A claim with the report's number and ours as text, "-" if unknown. */
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

/** Values of one seed or of the report; `of` is its name if a claim is about several networks. */
interface Named<Found> {
  readonly of?: string;
  readonly found: Found;
}

/** The headline of a claim; of several networks or data sets it is that of the first. */
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
