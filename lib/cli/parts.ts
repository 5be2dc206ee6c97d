import { allSections } from "../sections/sections.ts";
import { claimsNotebook, type Section } from "../sections/section.ts";

/** A notebook, and what of the report can be rerun with it. */
export interface Part extends Pick<Section, "notebook" | "datasets" | "shows"> {
  /** That of its first section. */
  readonly name: string;
  /** Names of all its sections. */
  readonly sections: readonly string[];
  /** Whose seeds of a profile it has when none are asked for; the notebook's own without it. */
  readonly seeds?: Section["seeds"];
  /** Whether its trainings at the report's length are for a GPU: days on two cores. */
  readonly wantsGpu: boolean;
}

const byNotebook = Map.groupBy(allSections, ({ notebook }) => notebook);
const namesIn = (notebook: string) => byNotebook.get(notebook)?.map(({ name }) => name) ?? [];

const claims: Part = {
  name: "claims",
  notebook: claimsNotebook,
  sections: namesIn(claimsNotebook),
  datasets: ["mnist", "cifar100"],
  shows: "all",
  wantsGpu: false,
};

const ofSections = [...byNotebook]
  .filter(([notebook]) => notebook !== claimsNotebook)
  .map(([notebook, [{ name, datasets, shows, seeds, networks }]]): Part => {
    const wantsGpu = networks === "convolutional";
    return { name, notebook, sections: namesIn(notebook), datasets, shows, seeds, wantsGpu };
  });

/** The parts of the report, in the order in which they run: that on all claims is the last. */
export const parts: readonly Part[] = [...ofSections, claims];

/**
 * A part's names: those of its sections and of its notebook: "lesions", "lesioning", "04_lesioning"
 * and so on.
 */
export function namesOf({ name, sections, notebook }: Part): string[] {
  const stem = notebook.replace(/\.ipynb$/, "");
  return [...new Set([name, ...sections, stem.replace(/^\d+_/, ""), stem, notebook])];
}

/** The part that has this name. */
export function findPart(name: string): Part | undefined {
  return parts.find((part) => namesOf(part).includes(name));
}
