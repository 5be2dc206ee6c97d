import { type Dataset, type Examples, fullTitle } from "../data/dataset.ts";

/** The parts of a data set that name it in a figure. */
export type NamedDataset = Pick<Dataset, "name" | "title" | "standsInFor" | "unverified">;

/** A training data set; `images` is the number of its images that were used. */
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
 * The lines under a figure's title: data and number of images, profile, and seeds. Stand-ins and
 * content that could not be verified are marked as such.
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
      `Cannot write a subtitle without data sets and seeds: received ${datasets.length} ` +
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
