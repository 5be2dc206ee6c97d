import { type Dataset, type Examples, fullTitle } from "../data/dataset.ts";

/** What a figure says of a data set. */
export type NamedDataset = Pick<Dataset, "name" | "title" | "standsInFor" | "unverified">;

/** A data set that networks were trained on, and on how many of its training images. */
export interface TrainingData extends NamedDataset {
  readonly images: number;
  readonly train: Pick<Examples, "count">;
}

export interface SubtitleOptions {
  readonly datasets: readonly TrainingData[];
  readonly profile: string;
  readonly seeds: readonly number[];
}

/**
 * The lines under a figure's title: which data (a stand-in, or content that could not be verified,
 * is never passed off as the real set) and how much of it, which profile, which seeds.
 *
 * @throws {RangeError} If there is no data set or no seed.
 *
 * @example A stand-in says so
 * ```ts
 * import { assertEquals } from "../testing/assert.ts";
 * const glyphs = { name: "glyphs", title: "Glyphs", standsInFor: "mnist" } as const;
 * const data = { ...glyphs, images: 500, train: { count: 12000 } };
 * assertEquals(subtitle({ datasets: [data], profile: "quick", seeds: [7] }), [
 *   "Data: Glyphs (generated stand-in for MNIST), 500 of 12000 training images",
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
  const data = datasets.map((dataset) =>
    `${fullTitle(dataset)}, ${dataset.images} of ${dataset.train.count} training images`
  );
  return [
    `Data: ${data.join("; ")}`,
    `Profile: ${profile} · ${seeds.length > 1 ? "Seeds" : "Seed"}: ${seeds.join(", ")}`,
  ];
}
