import { fileURLToPath } from "node:url";
import { checkGiven } from "../check_options.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Experiment } from "../train/experiment.ts";
import type { Setting } from "./context.ts";
import { depths } from "./experiments.ts";
import { bestExperiments } from "../search/search_record.ts";
import type { SearchedNetwork } from "../search/search_trials.ts";
import { profileSettings } from "./profile.ts";

/** Committed searches; `deno task sweep` makes them. */
const kept = fileURLToPath(new URL("../../data/records", import.meta.url));

/**
 * In the report profile, the plain or highway nets of the depth sweep with the best settings of the
 * searches on this data set, as far as there are any. Searches find settings for long trainings.
 *
 * @param records Folder of the searches.
 */
export async function searchedExperiments(
  dataset: Dataset,
  setting: Setting,
  architecture: SearchedNetwork["architecture"],
  records: string = kept,
): Promise<Experiment[]> {
  checkGiven("experiments.searched()", setting, ["profile", "seeds"]);
  const { profile, seeds } = setting;
  if (profile !== "report") return [];
  return await bestExperiments(dataset, depths.map((depth) => ({ architecture, depth })), {
    seeds,
    epochs: profileSettings.report.depthSweep.epochs,
    records,
  });
}
