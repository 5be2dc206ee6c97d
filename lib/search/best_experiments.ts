import type { Dataset } from "../data/dataset.ts";
import { resultsVersion } from "../store/run_key.ts";
import type { Experiment } from "../train/experiment.ts";
import { readSearch, type SearchRecord } from "./search_record.ts";
import { type SearchedNetwork, settingExperiment } from "./search_trials.ts";

/**
 * The networks whose search is kept for this data set, with the best setting that it found, for every
 * seed.
 *
 * @param options.records Folder of the searches.
 */
export async function bestExperiments(
  dataset: Dataset,
  networks: readonly SearchedNetwork[],
  { seeds, epochs, records }: { seeds: readonly number[]; epochs: number; records: string },
): Promise<Experiment[]> {
  const experiments: Experiment[] = [];
  for (const seed of seeds) {
    for (const network of networks) {
      const search = await readSearch(records, { dataset: dataset.name, ...network });
      if (!search?.best || isStale(search, dataset)) continue;
      const { setting } = search.best;
      experiments.push(settingExperiment(dataset, network, { setting, seed, epochs }));
    }
  }
  return experiments;
}

/** Whether it was a search of another version of results, or on other data of that name. */
function isStale({ question }: SearchRecord, { digest }: Dataset): boolean {
  return question.mathematics !== resultsVersion || question.dataDigest !== digest;
}
