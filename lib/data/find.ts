import { fileURLToPath } from "node:url";
import { checkOptions, type OptionNames } from "../check_options.ts";
import { suggestion } from "../suggestion.ts";
import { closedIfUnreadable, entriesOf, listed, type Place } from "./_entries.ts";
import { type DatasetName, datasetNames, type PublishedName, publishedTitles } from "./dataset.ts";
import { DownloadError, type Progress } from "./download.ts";
import {
  cifar100Mirrors,
  fetchCifar100,
  finishCifar100,
  locateCifar100,
} from "./fetch_cifar100.ts";
import { fetchMnist, locateMnist, mnistMirrors } from "./mnist.ts";

/** For each published set the generated one that takes its place. */
const standIns = { mnist: "glyphs", cifar100: "textures" } as const;

/** Settings of {@linkcode loadDataset}. */
export interface FindOptions {
  /** Where data sets are looked for first and downloaded to; defaults to the project's `data`. */
  readonly dataFolder?: string;
  /** Another folder of the same layout; defaults to the environment's `HIGHWAY_DATA`. */
  readonly highwayData?: string;
  /** Addresses to download from, in order, each ending in a slash; defaults to the published ones. */
  readonly mirrors?: { readonly [name in PublishedName]?: readonly string[] };
  /** Ends a download. */
  readonly signal?: AbortSignal;
  /** Hears of every piece of a download. */
  readonly onProgress?: (progress: Progress) => void;
  /** Receives one line when a stand-in takes the place of the set that was asked for, with why. */
  readonly onNotice?: (message: string) => void;
}

/** The names of {@linkcode FindOptions}. */
export const findOptionNames: OptionNames<FindOptions> = {
  dataFolder: "optional",
  highwayData: "optional",
  mirrors: "optional",
  signal: "optional",
  onProgress: "optional",
  onNotice: "optional",
};

/** What loading gives; `path` is the folder or archive that holds it, if it is not generated. */
export type Found =
  | { readonly name: PublishedName; readonly path: string }
  | { readonly name: "glyphs" | "textures" };

const locators = { mnist: locateMnist, cifar100: locateCifar100 } as const;

/** Entries of a folder of data sets that look like files of this one. */
const resemblances = { mnist: /mnist|^(train|t10k)-/i, cifar100: /cifar/i } as const;
const folders = { mnist: "mnist", cifar100: "cifar-100-binary" } as const;

/** Where the set is in a folder, else what is there in its stead. */
async function locate(folder: string, name: PublishedName): Promise<Place> {
  const place = await locators[name](folder);
  if (place.path) return place;
  return await closedIfUnreadable(async () => {
    const similar = (await entriesOf(folder)).filter((entry) =>
      resemblances[name].test(entry) && entry !== folders[name]
    );
    if (similar.length === 0) return place;
    const problem = `${JSON.stringify(folder)} has ${listed(similar)} where ` +
      `${JSON.stringify(folders[name])} is looked for`;
    return { ...place, problems: [...place.problems, problem] };
  });
}

/** The set in the folder that `HIGHWAY_DATA` names, which must be a folder and hold some set. */
async function locateInEnvironment(folder: string, name: PublishedName): Promise<Place> {
  const refuse = (expected: string, received: string) => {
    const value = JSON.stringify(folder);
    throw new RangeError(
      `Cannot use HIGHWAY_DATA: it must name a folder${expected}, received ${value} (${received})`,
    );
  };
  const info = await Deno.stat(folder).catch(() => undefined);
  if (!info?.isDirectory) refuse("", info ? "not a folder" : "nothing is there");
  const places = {
    mnist: await locate(folder, "mnist"),
    cifar100: await locate(folder, "cifar100"),
  };
  const found = Object.values(places);
  if (!found.some(({ path }) => path)) {
    const problems = new Set(found.flatMap(({ problems }) => problems));
    refuse(
      " with mnist/, cifar-100-binary/ or cifar-100-binary.tar.gz in it",
      problems.size > 0 ? [...problems].join("; ") : "it has none",
    );
  }
  return places[name];
}

/**
 * Where a data set is. One that is published is looked for in the project's `data` folder, then in
 * the folder named by `HIGHWAY_DATA`, then downloaded; if it cannot be had, its stand-in is found,
 * and `onNotice` receives why, with what was found in the set's stead. Files are not read here:
 * `loadDataset()` checks them.
 *
 * @throws {TypeError} If an option is unknown.
 * @throws {RangeError} If the name is unknown, or `HIGHWAY_DATA` is set but is not a folder with
 *   a data set in it.
 */
export async function findDataset(
  name: DatasetName,
  given: FindOptions = {},
): Promise<Found> {
  checkOptions("findDataset()", given, findOptionNames);
  const {
    dataFolder = fileURLToPath(new URL("../../data", import.meta.url)),
    highwayData = Deno.env.get("HIGHWAY_DATA"),
    mirrors,
    onNotice,
    ...options
  } = given;
  if (!datasetNames.includes(name)) {
    throw new RangeError(
      `Cannot find data set ${JSON.stringify(name)}${
        suggestion(String(name), datasetNames) || ":"
      } ` +
        `it must be one of ${datasetNames.join(", ")}`,
    );
  }
  if (name === "glyphs" || name === "textures") return { name };
  const elsewhere = highwayData ? await locateInEnvironment(highwayData, name) : undefined;
  if (name === "cifar100") await finishCifar100(dataFolder, options);
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
    `${publishedTitles[name]} cannot be had (${
      reasons.join("; ")
    }): using the generated stand-in ` +
      standIn,
  );
  return { name: standIn };
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
