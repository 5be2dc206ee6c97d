import type { Dataset } from "../data/dataset.ts";
import type { Experiment } from "../train/experiment.ts";
import type { Setting } from "./context.ts";
import type { Groups, Section } from "./section.ts";

/**
 * A section's experiments on every data set that it shows.
 *
 * @param setting Without seeds the section's default seeds are used.
 */
export async function experimentsOf<Group extends string>(
  section: Section<Group, object>,
  datasets: readonly Dataset[],
  { profile, seeds }: Setting,
): Promise<Groups<Group, Experiment>> {
  const own = seeds.length > 0 ? seeds : section.seeds[profile];
  const groups: Partial<Record<Group, Experiment[]>> = {};
  for (const dataset of section.shows === "one" ? datasets.slice(0, 1) : datasets) {
    const of = await section.experiments(dataset, { profile, seeds: own });
    for (const group of Object.keys(of) as Group[]) (groups[group] ??= []).push(...of[group]);
  }
  return groups as Record<Group, Experiment[]>;
}
