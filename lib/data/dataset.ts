/** A data set by its machine name: two that are published, two that are generated. */
export type DatasetName = "mnist" | "cifar100" | "glyphs" | "textures";

/** Names of the data sets that can be asked for. */
export const datasetNames = [
  "mnist",
  "cifar100",
  "glyphs",
  "textures",
] as const satisfies readonly DatasetName[];

/** Labelled images of one split, kept as bytes until a batch is made of them. */
export interface Examples {
  /** Number of images. */
  readonly count: number;
  /** Values in one image: height x width x channels. */
  readonly size: number;
  /** Shape [count, height, width, channels], row-major, 0 to 255. */
  readonly pixels: Uint8Array;
  /** Shape [count], each below the number of classes. */
  readonly labels: Uint8Array;
}

/** Images with their classes, split for training and testing. */
export interface Dataset {
  /** Machine name, by which code refers to it. */
  readonly name: DatasetName;
  /** For figures and messages, for example "MNIST". */
  readonly title: string;
  /** For a generated set, the published one that it replaces. */
  readonly standsInFor?: PublishedName;
  /**
   * True if the content has the published set's known properties, but not its digest. Other content
   * is refused; absent for generated sets.
   */
  readonly unverified?: boolean;
  /** Height, width and channels of one image. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** Names of the classes; a label is an index into them. */
  readonly classes: readonly string[];
  /** Images to train on. */
  readonly train: Examples;
  /** Images that no network is trained on. */
  readonly test: Examples;
  /** SHA-256 (hexadecimal) of shape, classes, pixels and labels of both splits. */
  readonly digest: string;
}

/** A data set that is published, not generated. */
export type PublishedName = "mnist" | "cifar100";

/** Titles of the data sets that are published. */
export const publishedTitles = {
  mnist: "MNIST",
  cifar100: "CIFAR-100",
} as const satisfies Record<PublishedName, string>;

const titles: Readonly<Record<DatasetName, string>> = {
  ...publishedTitles,
  glyphs: "Glyphs",
  textures: "Textures",
};

const standIns = { glyphs: "mnist", textures: "cifar100" } as const;

/**
 * The title of a data set by its machine name.
 *
 * @throws {RangeError} If the name is unknown.
 */
export function titleOf(name: string): string {
  return titles[known(name)];
}

/**
 * The published data set of that name, or the one that the generated set of that name replaces.
 *
 * @throws {RangeError} If the name is unknown.
 */
export function publishedNameOf(name: string): PublishedName {
  const dataset = known(name);
  return dataset === "glyphs" || dataset === "textures" ? standIns[dataset] : dataset;
}

function known(name: string): DatasetName {
  const found = datasetNames.find((one) => one === name);
  if (found) return found;
  throw new RangeError(
    `Unknown data set "${name}": it must be one of "${datasetNames.join('", "')}"`,
  );
}

/** The published data set that this is or replaces; undefined for a set of one's own. */
export function publishedOf(
  { name, standsInFor }: Pick<Dataset, "name" | "standsInFor">,
): PublishedName | undefined {
  return standsInFor ?? (name === "mnist" || name === "cifar100" ? name : undefined);
}

/**
 * A data set's title with the origin of its content: "MNIST", "Glyphs (generated stand-in for MNIST)",
 * or "CIFAR-100 (content not verified)".
 */
export function fullTitle(
  { title, standsInFor, unverified }: Pick<Dataset, "title" | "standsInFor" | "unverified">,
): string {
  if (standsInFor) return `${title} (generated stand-in for ${publishedTitles[standsInFor]})`;
  return unverified ? `${title} (content not verified)` : title;
}
