import { fileURLToPath } from "node:url";
import { checkGiven } from "../check_options.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Experiment } from "../train/experiment.ts";
import { resultsVersion } from "../store/run_key.ts";
import { depths, type Setting } from "./experiments.ts";
import { readSearch, type SearchRecord } from "../search/search_record.ts";
import { type SearchedNetwork, settingExperiment } from "../search/search_trials.ts";

/** Searches that are worth keeping; `deno task sweep` makes them. */
const kept = fileURLToPath(new URL("../../data/records", import.meta.url));

/**
 * The plain or the highway nets of the depth sweep again, with the best setting of the search of each
 * where one is kept for this data set. In the report profile only, as a search looks for what is best
 * in long trainings.
 *
 * @param records Folder of the searches.
 */
export async function searchedExperiments(
  dataset: Dataset,
  setting: Setting,
  architecture: SearchedNetwork["architecture"],
  records: string = kept,
): Promise<Experiment[]> {
  checkGiven("searchedExperiments()", setting, ["profile", "seeds"]);
  const { profile, seeds } = setting;
  if (profile !== "report") return [];
  const experiments: Experiment[] = [];
  for (const seed of seeds) {
    for (const depth of depths) {
      const network = { architecture, depth };
      const search = await readSearch(records, { dataset: dataset.name, ...network });
      if (!search?.best || isStale(search, dataset)) continue;
      const { setting } = search.best;
      experiments.push(settingExperiment(dataset, network, { setting, seed }));
    }
  }
  return experiments;
}

/** Whether it was a search of another version of results, or on other data of that name. */
function isStale({ question }: SearchRecord, { digest }: Dataset): boolean {
  return question.mathematics !== resultsVersion || question.dataDigest !== digest;
}
