import { type Dataset, fullTitle, publishedOf, publishedTitles } from "../../data/dataset.ts";
import { experimentTitle, trainingRows } from "../../train/experiment.ts";
import type { Run } from "../../train/record.ts";
import { chooseRuns, type ChosenRuns, findRun } from "./choose_runs.ts";
import type { Section } from "./model.ts";
import type { SectionRuns, Shown, Workshop } from "./section_plan.ts";
import { sectionPlans } from "./section_plans.ts";
import { settingsOf } from "./settings.ts";
import type { PageTables } from "./tables.ts";

/** What sections are made from. */
export interface Sources extends Omit<Workshop, "tables"> {
  /** Finished runs by name. */
  readonly stored: ReadonlyMap<string, Run>;
  /** Data sets that can be had, published ones before those that stand in for them. */
  readonly datasets: readonly Dataset[];
  /** Called before each section. */
  readonly onSection?: (title: string) => void;
}

/** A section, the runs it shows and what explorers read of it. */
export interface MadeSection extends Pick<Shown, "gates" | "lesions"> {
  readonly section: Section;
  readonly chosen: readonly SectionRuns[];
}

/** Every section of the report, as far as runs are there. */
export async function makeSections(
  { stored, datasets, onSection = () => {}, ...workshop }: Sources,
  tables: PageTables,
): Promise<MadeSection[]> {
  const made: MadeSection[] = [];
  for (const plan of sectionPlans) {
    const { name, title, question, about } = plan;
    onSection(title);
    const found = about.map((published) => ({
      published,
      runs: chooseRuns(
        stored,
        datasets.filter((dataset) => publishedOf(dataset) === published),
        plan.experimentsOf,
      ),
    }));
    const chosen: SectionRuns[] = [];
    for (const { runs } of found) {
      if (!runs) continue;
      const { dataset, profile, seeds } = runs;
      const beside = await plan.besideOf?.(dataset, { profile, seeds }) ?? [];
      chosen.push({
        ...runs,
        beside: beside.flatMap((experiment) => findRun(stored, experiment, dataset) ?? []),
      });
    }
    const { figures, claims, discrepancies = [], ...frames }: Shown = chosen.length > 0
      ? await plan.show(chosen, { ...workshop, tables })
      : { figures: [], claims: [] };
    const section: Section = {
      name,
      title,
      question,
      command: commandFor(plan.madeBy ?? name, chosen),
      provenance: chosen.map(provenanceOf),
      missing: [
        ...found.filter(({ runs }) => !runs)
          .map(({ published }) => `No run on ${publishedTitles[published]} is stored.`),
        ...chosen.filter(({ missing }) => missing.length > 0).map(missingRuns),
      ],
      settings: settingsOf(chosen.flatMap(({ runs }) => runs)),
      figures,
      claims,
      discrepancies,
    };
    made.push({ section, chosen, ...frames });
  }
  return made;
}

/** What makes these runs, and this section anew. */
function commandFor(name: string, chosen: readonly ChosenRuns[]): string {
  const profile = chosen.some(({ profile }) => profile === "report") ? ["--profile report"] : [];
  const datasets = chosen.some(({ dataset }) => dataset.standsInFor)
    ? chosen.map(({ dataset }) => `--dataset ${dataset.name}`)
    : [];
  const all = [...new Set(chosen.flatMap(({ seeds }) => seeds))];
  const seeds = all.join() === "1" ? [] : all.map((seed) => `--seed ${seed}`);
  return ["deno task reproduce --section", name, ...profile, ...datasets, ...seeds].join(" ");
}

function provenanceOf({ dataset, profile, seeds, runs }: ChosenRuns): string {
  const images = trainingRows(runs[0].experiment, dataset).length;
  const number = (value: number) => value.toLocaleString("en");
  return `${fullTitle(dataset)}, ${number(images)} of ${number(dataset.train.count)} training ` +
    `images · profile ${profile} · ${seeds.length > 1 ? "seeds" : "seed"} ${seeds.join(", ")}`;
}

function missingRuns({ dataset, profile, missing, runs }: ChosenRuns): string {
  const titles = missing.map((experiment) => experimentTitle(experiment, dataset));
  return `${missing.length} of ${
    missing.length + runs.length
  } runs of profile ${profile} are not ` +
    `stored: ${titles.slice(0, 4).join("; ")}${titles.length > 4 ? "; and others" : ""}.`;
}
