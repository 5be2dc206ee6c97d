/** A value of one run in a sentence: a number (NaN if unknown), several numbers, or text. */
export type MeasuredValue = number | readonly number[] | string;

/** A sentence with the values of one seed. */
export interface Measured {
  /** The text before, between and after the values. */
  readonly words: readonly string[];
  readonly values: readonly MeasuredValue[];
}

/** Tag of a template literal that keeps its values apart, so that seeds can be combined. */
export function measured(words: TemplateStringsArray, ...values: MeasuredValue[]): Measured {
  return { words, values };
}

/**
 * Combines the sentences of all seeds. A number becomes the median, with the range in brackets if
 * several seeds have it, or "-" if none has; text is listed.
 *
 * @throws {RangeError} If there is no seed, or sentences differ in more than their values.
 */
export function overSeeds(seeds: readonly Measured[]): string {
  const [first] = seeds;
  if (!first) throw new RangeError("Cannot combine seeds: expected at least one, received none");
  if (seeds.some(({ words }) => words.join() !== first.words.join())) {
    throw new RangeError(
      `Cannot combine seeds whose sentences differ in more than their values: received "${
        seeds.map(({ words }) => words.join("…")).join('", "')
      }"`,
    );
  }
  const texts = first.values.map((value, at) => together(value, seeds.map((s) => s.values[at])));
  return first.words.map((words, at) => words + (texts[at] ?? "")).join("");
}

function together(first: MeasuredValue, values: readonly MeasuredValue[]): string {
  if (typeof first === "string") return [...new Set(values)].join(" / ");
  if (typeof first === "number") return spread(values as number[]);
  return first.map((_, at) => spread((values as (readonly number[])[]).map((list) => list[at])))
    .join(", ");
}

function spread(all: readonly number[]): string {
  const values = all.filter((value) => !Number.isNaN(value));
  if (values.length === 0) return "-";
  if (values.length === 1) return brief(values[0]);
  const [middle, low, high] = [median(values), Math.min(...values), Math.max(...values)].map(brief);
  return `${middle} (${low} to ${high})`;
}

/** The middle value, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** A learning rate from a frame as it was set: 0.1, not the float32 0.10000000149011612. */
export function rateOf({ learningRate }: { readonly learningRate: number }): number {
  return Number(learningRate.toPrecision(5));
}

/** A number for a table of claims: two significant digits. */
export function brief(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 0.01 && Math.abs(value) < 1000
    ? String(Number(value.toPrecision(2)))
    : value.toExponential(1);
}
