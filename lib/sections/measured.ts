/** A value of one run in a sentence: a number, NaN where there is none, several, or text. */
export type MeasuredValue = number | readonly number[] | string;

/** A sentence with the values that one seed gave. */
export interface Measured {
  /** What stands before, between and after the values. */
  readonly words: readonly string[];
  readonly values: readonly MeasuredValue[];
}

/** A template literal with its values still apart, so that seeds can be put together. */
export function measured(words: TemplateStringsArray, ...values: MeasuredValue[]): Measured {
  return { words, values };
}

/**
 * The sentence for all seeds: each number is its median, followed by the smallest and the largest
 * where several seeds have it, or "-" where none has; text is listed.
 *
 * @throws {RangeError} If there is no seed, or sentences differ in more than their values.
 */
export function overSeeds(seeds: readonly Measured[]): string {
  const [first] = seeds;
  if (!first) throw new RangeError("Cannot tell what was measured: there is no seed");
  if (seeds.some(({ words }) => words.join() !== first.words.join())) {
    throw new RangeError(
      `Cannot put seeds together that differ in more than their values: received "${
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

/** The middle value; of an even number of them the mean of the two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** A number as it is written in a table of claims: two significant digits. */
export function brief(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 0.01 && Math.abs(value) < 1000
    ? String(Number(value.toPrecision(2)))
    : value.toExponential(1);
}
