import type { DatasetName } from "../data/dataset.ts";
import type { ProfileSettings } from "../sections/profile.ts";

/** One part of the report that can be rerun alone. */
export interface Section {
  readonly name: string;
  /** File in the folder `notebooks`. */
  readonly notebook: string;
  /** Data sets when none is asked for. */
  readonly datasets: readonly DatasetName[];
  /** How many data sets it shows: the first, or all. */
  readonly shows: "one" | "all";
  /** Whose seeds of a profile it has when none are asked for; the notebook's own without it. */
  readonly seeds?: keyof ProfileSettings["seeds"];
  /** Whether its trainings at the report's length are for a GPU: days on two cores. */
  readonly wantsGpu?: true;
}

/** The report's sections, in the order in which they run. */
export const sections: readonly Section[] = [
  {
    name: "activations",
    notebook: "01_activation_diagnostics.ipynb",
    datasets: ["mnist"],
    shows: "one",
    seeds: "activations",
  },
  {
    name: "depth",
    notebook: "02_depth_sweep.ipynb",
    datasets: ["mnist"],
    shows: "one",
    seeds: "depth",
  },
  {
    name: "gates",
    notebook: "03_gate_visualization.ipynb",
    datasets: ["mnist", "cifar100"],
    shows: "all",
    seeds: "gates",
  },
  {
    name: "lesions",
    notebook: "04_lesioning.ipynb",
    datasets: ["mnist", "cifar100"],
    shows: "all",
    seeds: "gates",
  },
  {
    name: "convolutional",
    notebook: "05_convolutional_highway.ipynb",
    datasets: ["mnist"],
    shows: "one",
    seeds: "convolutional",
    wantsGpu: true,
  },
  {
    name: "claims",
    notebook: "06_claims.ipynb",
    datasets: ["mnist", "cifar100"],
    shows: "all",
  },
];

/** A section's name and those of its notebook: "lesions", "lesioning", "04_lesioning" and so on. */
export function namesOf({ name, notebook }: Section): string[] {
  const stem = notebook.replace(/\.ipynb$/, "");
  return [name, stem.replace(/^\d+_/, ""), stem, notebook];
}

/** The section that has this name. */
export function findSection(name: string): Section | undefined {
  return sections.find((section) => namesOf(section).includes(name));
}
