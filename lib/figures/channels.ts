import { colour, type ColourName } from "./colours.ts";
import { type Domain, logScale, place } from "./log_scale.ts";
import { round } from "./rows.ts";

/** A quantitative channel on a linear axis that ends where its domain does. */
export function linear(field: string, title: string | string[], domain: readonly number[]) {
  return {
    field,
    type: "quantitative" as const,
    title,
    scale: { domain: [...domain], nice: false },
  };
}

/** A quantitative channel on a logarithmic axis. */
export function logarithmic(field: string, title: string, domain: Domain) {
  return { field, type: "quantitative" as const, title, ...logScale(domain) };
}

/** The horizontal axis of a training, from before it to the last epoch. */
export function epochAxis(lastEpoch: number) {
  return {
    ...linear("epoch", "Number of Epochs", [0, lastEpoch]),
    axis: { tickMinStep: 1, tickCount: 5, format: "d" },
  };
}

/** Colours of a nominal field's values. */
export function coloured<Legend extends object>(
  field: string,
  title: string | string[],
  colours: readonly { readonly label: string | number; readonly colour: ColourName }[],
  legend: Legend,
) {
  return {
    field,
    type: "nominal" as const,
    title,
    scale: {
      domain: colours.map(({ label }) => label) as string[] | number[],
      range: colours.map((entry) => colour(entry.colour)),
    },
    legend,
  };
}

/**
 * A rounded value within the domain as a field of a row; `mark` says on which side it lies outside.
 */
export function placed<Field extends string>(field: Field, value: number, domain: Domain) {
  const { value: shown, mark } = place(value, domain);
  return { [field]: round(shown), ...(mark && { mark }) } as
    & { readonly [name in Field]: number }
    & { readonly mark?: typeof mark };
}
