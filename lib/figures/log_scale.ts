/** Lowest and highest value of an axis. */
export type Domain = [min: number, max: number];

/** A position on an axis; `mark` says on which side the value lies outside. */
export interface Placed {
  readonly value: number;
  readonly mark?: "below" | "above";
}

/** Moves a value off the axis to its nearer end, and one that is not finite to the upper end. */
export function place(value: number, [min, max]: Domain): Placed {
  if (!Number.isFinite(value) || value > max) return { value: max, mark: "above" };
  if (value < min) return { value: min, mark: "below" };
  return { value };
}

/** The powers of ten around the positive finite values; 1e-6 to 1 if there are none. */
export function decadesAround(values: Iterable<number>): Domain {
  let min = Infinity;
  let max = 0;
  for (const value of values) {
    if (value > 0 && value < Infinity) {
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
  }
  if (max === 0) return [1e-6, 1];
  const low = Math.floor(Math.log10(min));
  return [powerOfTen(low), powerOfTen(Math.max(Math.ceil(Math.log10(max)), low + 1))];
}

/** A logarithmic scale over the domain and an axis labelled 10⁻³ at up to eight powers of ten. */
export function logScale([min, max]: Domain) {
  const low = Math.round(Math.log10(min));
  const high = Math.round(Math.log10(max));
  const step = Math.ceil((high - low + 1) / 8);
  const exponents: number[] = [];
  for (let exponent = high; exponent >= low; exponent -= step) exponents.unshift(exponent);
  const labels = Object.fromEntries(exponents.map((e) => [e, `10${superscript(e)}`]));
  return {
    scale: { type: "log" as const, domain: [min, max], nice: false },
    axis: {
      values: exponents.map(powerOfTen),
      labelExpr: `(${JSON.stringify(labels)})[round(log(datum.value) / LN10)]`,
    },
  };
}

// Not 10 ** exponent, which is 0.00009999999999999999 for -4.
function powerOfTen(exponent: number): number {
  return Number(`1e${exponent}`);
}

function superscript(exponent: number): string {
  return String(exponent).replace(/./g, (c) => c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)]);
}
