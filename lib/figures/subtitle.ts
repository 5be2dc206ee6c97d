import { type Dataset, fullTitle } from "../data/dataset.ts";

/** What a figure says of a data set. */
export type NamedDataset = Pick<Dataset, "name" | "title" | "standsInFor">;

export interface SubtitleOptions {
  readonly datasets: readonly NamedDataset[];
  readonly profile: string;
  readonly seeds: readonly number[];
}

/**
 * The lines under a figure's title: which data (a stand-in is never passed off as the real set),
 * which profile, which seeds.
 *
 * @throws {RangeError} If there is no data set or no seed.
 *
 * @example A stand-in says so
 * ```ts
 * import { assertEquals } from "../testing/assert.ts";
 * const glyphs = { name: "glyphs", title: "Glyphs", standsInFor: "mnist" } as const;
 * assertEquals(subtitle({ datasets: [glyphs], profile: "quick", seeds: [7] }), [
 *   "Data: Glyphs (generated stand-in for MNIST)",
 *   "Profile: quick · Seed: 7",
 * ]);
 * ```
 */
export function subtitle({ datasets, profile, seeds }: SubtitleOptions): string[] {
  if (datasets.length === 0 || seeds.length === 0) {
    throw new RangeError(
      `Cannot say what a figure shows without data sets and seeds: received ${datasets.length} ` +
        `data sets, ${seeds.length} seeds`,
    );
  }
  return [
    `Data: ${datasets.map(fullTitle).join(", ")}`,
    `Profile: ${profile} · ${seeds.length > 1 ? "Seeds" : "Seed"}: ${seeds.join(", ")}`,
  ];
}
