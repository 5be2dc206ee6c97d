import { readCifar100 } from "./cifar100.ts";
import { type Dataset, type DatasetName, publishedTitles } from "./dataset.ts";
import { datasetDigest } from "./digest.ts";
import { findDataset, type FindOptions, type Found } from "./find.ts";
import { generateGlyphs } from "./glyphs.ts";
import { readMnist } from "./mnist.ts";
import { generateTextures } from "./textures.ts";

/** Seed of the stand-ins, the same everywhere so that everyone's glyphs are the same. */
export const standInSeed = 1;

/**
 * Reads, or generates, what `findDataset()` found.
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
  const content = await (name === "mnist" ? readMnist(path) : readCifar100(path));
  return { name, title: publishedTitles[name], ...content, digest: datasetDigest(content) };
}

/**
 * Loads a data set: from the project's `data` folder, else from the folder named by `HIGHWAY_DATA`,
 * else by a download into `data`, else the generated stand-in, of which `onNotice` is told.
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
  return await readDataset(await findDataset(name, options));
}
