import { readCifar100 } from "./cifar100.ts";
import { isPublishedCifar100 } from "./cifar100_content.ts";
import { type Dataset, type DatasetName, fullTitle, publishedTitles } from "./dataset.ts";
import { datasetDigest } from "./digest.ts";
import { findDataset, type FindOptions, type Found } from "./find.ts";
import { generateGlyphs } from "./glyphs.ts";
import { readMnist } from "./mnist.ts";
import { generateTextures } from "./textures.ts";

/** Seed of the stand-ins, the same everywhere so that everyone's glyphs are the same. */
export const standInSeed = 1;

/**
 * Reads, or generates, what `findDataset()` found. MNIST's content must be the published one; that
 * of CIFAR-100 can be unknown and yet plausible, and is marked as `unverified` then.
 *
 * @throws {Deno.errors.NotFound} If a file of it is missing.
 * @throws {SyntaxError} If a file of it is truncated, corrupt, too long or of another kind.
 * @throws {RangeError} If a file of it holds other values than it must.
 */
export async function readDataset(found: Found): Promise<Dataset> {
  if (!("path" in found)) {
    return found.name === "glyphs" ? generateGlyphs(standInSeed) : generateTextures(standInSeed);
  }
  const { name, path } = found;
  const content = await (name === "mnist" ? readMnist(path) : readPublishedCifar100(path));
  return { name, title: publishedTitles[name], ...content, digest: datasetDigest(content) };
}

async function readPublishedCifar100(
  path: string,
): Promise<Pick<Dataset, "shape" | "classes" | "train" | "test" | "unverified">> {
  const content = await readCifar100(path);
  const { shape, classes, train, test } = content;
  const unverified = !isPublishedCifar100(path, content);
  return { shape, classes, train, test, ...(unverified && { unverified }) };
}

/**
 * Loads a data set: from the project's `data` folder, else from the folder named by `HIGHWAY_DATA`,
 * else by a download into `data`, else the generated stand-in. `onNotice` receives one line where
 * it gives a stand-in, or content that could not be verified.
 *
 * @throws As `findDataset()` and `readDataset()` do.
 *
 * @example The stand-in for MNIST
 * ```ts
 * import { loadDataset } from "./load.ts";
 * const { shape, train } = await loadDataset("glyphs");
 * console.log(shape, train.count); // [28, 28, 1] 12000
 * ```
 */
export async function loadDataset(name: DatasetName, options?: FindOptions): Promise<Dataset> {
  const found = await findDataset(name, options);
  const dataset = await readDataset(found);
  if (dataset.unverified && "path" in found) options?.onNotice?.(unverifiedNotice(found, dataset));
  return dataset;
}

/** One line on content that is not known by its digest. */
export function unverifiedNotice(found: { readonly path: string }, dataset: Dataset): string {
  return `${fullTitle(dataset)} is used from ${
    JSON.stringify(found.path)
  }: class names, class sizes ` +
    "and channel statistics are the published ones, its digest is unknown";
}
