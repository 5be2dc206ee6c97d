import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type DatasetName, datasetNames, type PublishedName, publishedTitles } from "./dataset.ts";
import { DownloadError, type Progress } from "./download.ts";
import {
  cifar100Mirrors,
  fetchCifar100,
  finishCifar100,
  locateCifar100,
} from "./fetch_cifar100.ts";
import { fetchMnist, missingMnist, mnistMirrors } from "./mnist.ts";

/** For each published set the generated one that takes its place. */
const standIns = { mnist: "glyphs", cifar100: "textures" } as const;

export interface FindOptions {
  /** Where data sets are looked for first and downloaded to; the project's `data` unless given. */
  readonly dataFolder?: string;
  /** Another folder of the same layout; the environment's `HIGHWAY_DATA` unless given. */
  readonly highwayData?: string;
  /** Addresses to download from, in order, each ending in a slash; the published ones unless given. */
  readonly mirrors?: { readonly [name in PublishedName]?: readonly string[] };
  /** Ends a download. */
  readonly signal?: AbortSignal;
  /** Hears of every piece of a download. */
  readonly onProgress?: (progress: Progress) => void;
  /** Is told, in one line, when a stand-in takes the place of the set that was asked for, and why. */
  readonly onNotice?: (message: string) => void;
}

/** What loading gives; `path` is the folder or archive that holds it, if it is not generated. */
export type Found =
  | { readonly name: PublishedName; readonly path: string }
  | { readonly name: "glyphs" | "textures" };

async function locate(folder: string, name: PublishedName): Promise<string | undefined> {
  if (name === "cifar100") return await locateCifar100(folder);
  const path = join(folder, "mnist");
  if ((await Deno.stat(path).catch(() => undefined))?.isDirectory) return path;
}

/** The set in the folder that `HIGHWAY_DATA` names, which must be a folder and hold some set. */
async function locateInEnvironment(
  folder: string,
  name: PublishedName,
): Promise<string | undefined> {
  const refuse = (expected: string, received: string) => {
    const value = JSON.stringify(folder);
    throw new RangeError(
      `Cannot use HIGHWAY_DATA: it must name a folder${expected}, received ${value} (${received})`,
    );
  };
  const info = await Deno.stat(folder).catch(() => undefined);
  if (!info?.isDirectory) refuse("", info ? "not a folder" : "nothing is there");
  const mnist = await locate(folder, "mnist");
  const cifar100 = await locate(folder, "cifar100");
  if (!mnist && !cifar100) {
    refuse(" with mnist/, cifar-100-binary/ or cifar-100-binary.tar.gz in it", "it has none");
  }
  return name === "mnist" ? mnist : cifar100;
}

/**
 * Where a data set is. One that is published is looked for in the project's `data` folder, then in
 * the folder named by `HIGHWAY_DATA`, then downloaded; if it cannot be had, its stand-in is found.
 * Files are not read here: `loadDataset()` checks them.
 *
 * @throws {RangeError} If the name is unknown, or `HIGHWAY_DATA` is set but is not a folder with
 *   data sets in it.
 */
export async function findDataset(
  name: DatasetName,
  {
    dataFolder = fileURLToPath(new URL("../../data", import.meta.url)),
    highwayData = Deno.env.get("HIGHWAY_DATA"),
    mirrors,
    onNotice,
    ...options
  }: FindOptions = {},
): Promise<Found> {
  if (!datasetNames.includes(name)) {
    throw new RangeError(
      `Cannot find data set ${JSON.stringify(name)}: it must be one of ${datasetNames.join(", ")}`,
    );
  }
  if (name === "glyphs" || name === "textures") return { name };
  const elsewhere = highwayData ? await locateInEnvironment(highwayData, name) : undefined;
  if (name === "cifar100") await finishCifar100(dataFolder, options);
  const path = await locate(dataFolder, name);
  // An interrupted download leaves some of MNIST's files, each whole.
  if (path && !(name === "mnist" && (await missingMnist(path)).length > 0)) return { name, path };
  if (elsewhere) return { name, path: elsewhere };
  try {
    const fetched = name === "mnist"
      ? fetchMnist(dataFolder, { ...options, mirrors: mirrors?.mnist ?? mnistMirrors })
      : fetchCifar100(dataFolder, { ...options, mirrors: mirrors?.cifar100 ?? cifar100Mirrors });
    return { name, path: await fetched };
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    const standIn = standIns[name];
    onNotice?.(
      `${publishedTitles[name]} cannot be had (${error.message}): using the generated stand-in ` +
        standIn,
    );
    return { name: standIn };
  }
}

/**
 * The name of the data set that `loadDataset()` would give, after one attempt at a download where
 * one is needed: load the result, and no process tries the download again.
 *
 * @throws As `findDataset()` does.
 */
export async function resolveDataset(
  name: DatasetName,
  options?: FindOptions,
): Promise<DatasetName> {
  return (await findDataset(name, options)).name;
}
