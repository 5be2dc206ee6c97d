import { fileURLToPath } from "node:url";
import { suggestion } from "../suggestion.ts";
import { entriesOf, listed, type Located, UnreadableError } from "./_entries.ts";
import { type DatasetName, datasetNames, type PublishedName, publishedTitles } from "./dataset.ts";
import { DownloadError, type DownloadProgress } from "./download.ts";
import { cifar100Mirrors, fetchCifar100, locateCifar100 } from "./fetch_cifar100.ts";
import { fetchMnist, locateMnist, mnistMirrors } from "./mnist.ts";

/** For each published set the generated one that takes its place. */
const standIns = { mnist: "glyphs", cifar100: "textures" } as const;

/** Settings of {@linkcode loadDataset}. */
export interface FindOptions {
  /** First place to look, and target of downloads; defaults to the project's `data`. */
  readonly dataFolder?: string;
  /** Another folder of the same layout; defaults to the environment's `HIGHWAY_DATA`. */
  readonly highwayData?: string;
  /** Addresses to download from, in order, each ending in a slash; defaults to the published ones. */
  readonly mirrors?: { readonly [name in PublishedName]?: readonly string[] };
  /** Ends a download. */
  readonly signal?: AbortSignal;
  /** Called for every piece of a download. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Receives one line, with the reason, when a stand-in replaces the requested set. */
  readonly onNotice?: (message: string) => void;
}

/** A data set to load: a published one in a folder or archive, or a generated one. */
export type FoundDataset =
  | { readonly name: PublishedName; readonly path: string }
  | { readonly name: "glyphs" | "textures" };

/** Of each published set, how to look for it, and which names in a data folder resemble it. */
const published = {
  mnist: { locateSet: locateMnist, folderName: "mnist", resembling: /mnist|^(train|t10k)-/i },
  cifar100: {
    locateSet: locateCifar100,
    folderName: "cifar-100-binary",
    resembling: /cifar/i,
  },
} as const;

/** Looks for a set in a folder of data sets, and for entries that resemble it. */
async function locate(folder: string, name: PublishedName): Promise<Located> {
  const { locateSet, folderName, resembling } = published[name];
  try {
    const located = await locateSet(folder);
    if (located.path) return located;
    const similar = (await entriesOf(folder))
      .filter((entry) => resembling.test(entry) && entry !== folderName);
    if (similar.length === 0) return located;
    const problem = `${JSON.stringify(folder)} has ${listed(similar)}, ` +
      `expected ${JSON.stringify(folderName)}`;
    return { problems: [...located.problems, problem] };
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    return { problems: [error.message], closed: true };
  }
}

/** Looks for a set in the folder named by `HIGHWAY_DATA`, which must hold one of the sets. */
async function locateInEnvironment(folder: string, name: PublishedName): Promise<Located> {
  const refuse = (expected: string, received: string) => {
    const value = JSON.stringify(folder);
    throw new RangeError(
      `Cannot use HIGHWAY_DATA: it must name a folder${expected}, received ${value} (${received})`,
    );
  };
  const info = await Deno.stat(folder).catch(() => undefined);
  if (!info?.isDirectory) refuse("", info ? "not a folder" : "it does not exist");
  const located = {
    mnist: await locate(folder, "mnist"),
    cifar100: await locate(folder, "cifar100"),
  };
  const both = Object.values(located);
  if (!both.some(({ path }) => path)) {
    refuse(
      " with mnist/, cifar-100-binary/ or cifar-100-binary.tar.gz in it",
      [...new Set(both.flatMap(({ problems }) => problems))].join("; ") || "it has none",
    );
  }
  return located[name];
}

/**
 * Finds a data set. A published one is looked for in the project's `data` folder, then in the folder
 * named by `HIGHWAY_DATA`, then downloaded. If all fail its stand-in is returned, and `onNotice`
 * receives the reasons. Files are not read here: `loadDataset()` checks them.
 *
 * @throws {RangeError} If the name is unknown, or `HIGHWAY_DATA` is set but is not a folder with
 *   a data set in it.
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
): Promise<FoundDataset> {
  if (!datasetNames.includes(name)) {
    throw new RangeError(
      `Cannot find data set ${JSON.stringify(name)}${
        suggestion(String(name), datasetNames) || ":"
      } it must be one of ${datasetNames.join(", ")}`,
    );
  }
  if (name === "glyphs" || name === "textures") return { name };
  const elsewhere = highwayData ? await locateInEnvironment(highwayData, name) : undefined;
  const here = await locate(dataFolder, name);
  const path = here.path ?? elsewhere?.path;
  if (path) return { name, path };
  const reasons = [...here.problems, ...elsewhere?.problems ?? []];
  if (!here.closed) {
    try {
      const fetched = name === "mnist"
        ? fetchMnist(dataFolder, { ...options, mirrors: mirrors?.mnist ?? mnistMirrors })
        : fetchCifar100(dataFolder, { ...options, mirrors: mirrors?.cifar100 ?? cifar100Mirrors });
      return { name, path: await fetched };
    } catch (error) {
      if (!(error instanceof DownloadError)) throw error;
      reasons.push(error.message);
    }
  }
  const standIn = standIns[name];
  onNotice?.(
    `${publishedTitles[name]} is not available (${reasons.join("; ")}): ` +
      `using the generated stand-in ${standIn}`,
  );
  return { name: standIn };
}

/**
 * The name of the data set that `loadDataset()` would give, after one attempt at a download if it
 * is needed. Loading the result tries no further download.
 *
 * @throws As `findDataset()` does.
 */
export async function resolveDataset(
  name: DatasetName,
  options?: FindOptions,
): Promise<DatasetName> {
  return (await findDataset(name, options)).name;
}
