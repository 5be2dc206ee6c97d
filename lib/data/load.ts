import { checkOptions } from "../check_options.ts";
import { readCifar100 } from "./cifar100.ts";
import { isPublishedCifar100 } from "./cifar100_content.ts";
import { type Dataset, type DatasetName, fullTitle, publishedTitles } from "./dataset.ts";
import { datasetDigest } from "./digest.ts";
import { findDataset, type FindOptions, type FoundDataset } from "./find.ts";
import { generateGlyphs } from "./glyphs.ts";
import { readMnist } from "./mnist.ts";
import { generateTextures } from "./textures.ts";

/** Seed of the stand-ins, the same for everyone. */
export const standInSeed = 1;

/**
 * Reads or generates the result of `findDataset()`. MNIST's content must be the published one.
 * CIFAR-100's may be unknown but plausible: it is then marked as `unverified`, and `onNotice`
 * receives one line.
 *
 * @throws {Deno.errors.NotFound} If a file is missing.
 * @throws {SyntaxError} If a file is truncated, corrupt, too long or of another kind.
 * @throws {RangeError} If a file holds values that it must not.
 */
export async function readDataset(
  found: FoundDataset,
  onNotice?: FindOptions["onNotice"],
): Promise<Dataset> {
  if (!("path" in found)) {
    return found.name === "glyphs" ? generateGlyphs(standInSeed) : generateTextures(standInSeed);
  }
  const { name, path } = found;
  const content = await (name === "mnist" ? readMnist(path) : readCheckedCifar100(path));
  const dataset: Dataset = {
    name,
    title: publishedTitles[name],
    ...content,
    digest: datasetDigest(content),
  };
  if (dataset.unverified) {
    onNotice?.(
      `${fullTitle(dataset)} is read from ${JSON.stringify(path)}: its digest is unknown; class ` +
        "names, class sizes and channel statistics are the published ones",
    );
  }
  return dataset;
}

async function readCheckedCifar100(
  path: string,
): Promise<Pick<Dataset, "shape" | "classes" | "train" | "test" | "unverified">> {
  const content = await readCifar100(path);
  return isPublishedCifar100(path, content) ? content : { ...content, unverified: true };
}

/**
 * Loads a data set: from the project's `data` folder, else from the folder named by `HIGHWAY_DATA`,
 * else by a download into `data`, else the generated stand-in. `onNotice` receives one line about a
 * stand-in, or content that could not be verified.
 *
 * @throws {TypeError} If an option is unknown.
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
  checkOptions<FindOptions>("loadDataset()", options ?? {}, {
    dataFolder: "optional",
    highwayData: "optional",
    mirrors: "optional",
    signal: "optional",
    onProgress: "optional",
    onNotice: "optional",
  });
  return await readDataset(await findDataset(name, options), options?.onNotice);
}
