import { type Dataset, fullTitle, publishedOf, publishedTitles } from "../data/dataset.ts";
import { experimentTitle, trainingRows } from "../train/experiment.ts";
import type { Run } from "../store/record.ts";
import { type BegunRun, chooseRuns, type ChosenRuns, findRun, namesOf } from "./choose_runs.ts";
import type { GrowingPlace, PageFigure, Section } from "./model.ts";
import { pageFigure, panelId } from "./page_figure.ts";
import { profileSettings } from "../sections/profile.ts";
import type { GrowingLine, SectionPlan, SectionRuns, Shown, Workshop } from "./section_plan.ts";
import { sectionPlans } from "./section_plans.ts";
import { settingsOf } from "./settings.ts";
import type { PageTables } from "./tables.ts";

/** What sections are made from. */
export interface Sources extends Workshop {
  /** Finished runs by name. */
  readonly stored: ReadonlyMap<string, Run>;
  /** Runs that are not finished, by name, where they are watched. */
  readonly begun?: ReadonlyMap<string, BegunRun>;
  /** Data sets that can be had, published ones before those that stand in for them. */
  readonly datasets: readonly Dataset[];
  /** Called before each section. */
  readonly onSection?: (title: string) => void;
  /** Told of a section that cannot be shown. */
  readonly onNotice?: (notice: string) => void;
}

/** A section, the runs it shows and what explorers read of it. */
export interface MadeSection extends Pick<Shown, "gates" | "lesions"> {
  readonly section: Section;
  readonly chosen: readonly SectionRuns[];
  /** Where runs that are not finished are to be drawn, by their names. */
  readonly growing: Readonly<Record<string, GrowingPlace>>;
}

/** Every section of the report, as far as runs are there. */
export async function makeSections(
  { stored, begun, datasets, onSection = () => {}, onNotice = () => {}, ...workshop }: Sources,
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
        plan.grows && begun,
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
    let shown: Shown = { figures: [], claims: [] };
    let figures: PageFigure[] = [];
    let problem: string | undefined;
    try {
      if (chosen.length > 0) {
        const made = await plan.show(chosen, workshop);
        figures = made.figures.map((figure) => pageFigure(figure, tables));
        shown = made;
      }
    } catch (error) {
      problem = `This cannot be shown: ${error instanceof Error ? error.message : error}.`;
      onNotice(`${title} ${problem}`);
    }
    const { claims, discrepancies = [], growing = [], gates, lesions } = shown;
    const section: Section = {
      name,
      title,
      question,
      command: commandFor(plan, chosen),
      provenance: chosen.map(provenanceOf),
      missing: [
        ...found.filter(({ runs }) => !runs)
          .map(({ published }) => `No run on ${publishedTitles[published]} is stored.`),
        ...chosen.filter(({ missing }) => missing.length > 0).map(missingRuns),
        ...chosen.flatMap((one) => missingSeeds(plan, one)),
        ...problem !== undefined ? [problem] : [],
      ],
      settings: settingsOf(chosen.flatMap(({ runs }) => runs)),
      figures,
      claims,
      discrepancies,
    };
    made.push({ section, chosen, growing: places(growing, figures, chosen), gates, lesions });
  }
  return made;
}

/** Of each run that is to grow the panel of the section's figure that it grows in, by its name. */
function places(
  growing: readonly GrowingLine[],
  [figure]: readonly PageFigure[],
  chosen: readonly ChosenRuns[],
): Record<string, GrowingPlace> {
  return Object.fromEntries(growing.flatMap(({ experiment, panel, label, line }) => {
    const { dataset } = chosen.find(({ missing }) => missing.includes(experiment))!;
    const place = { panel: panelId(figure.name, panel), label, line };
    return namesOf(experiment, dataset).map((name) => [name, place]);
  }));
}

/** What makes these runs, and this section anew. */
function commandFor(
  { name, madeBy = name, seedsOf }: SectionPlan,
  chosen: readonly ChosenRuns[],
): string {
  const profile = chosen.some(({ profile }) => profile === "report") ? ["--profile report"] : [];
  const datasets = chosen.some(({ dataset }) => dataset.standsInFor)
    ? chosen.map(({ dataset }) => `--dataset ${dataset.name}`)
    : [];
  const all = [...new Set(chosen.flatMap(({ seeds }) => seeds))];
  const isPlanned = chosen.every(({ profile, seeds }) =>
    seeds.every((seed) => profileSettings[profile].seeds[seedsOf].includes(seed))
  );
  const seeds = isPlanned ? [] : all.map((seed) => `--seed ${seed}`);
  return ["deno task reproduce --section", madeBy, ...profile, ...datasets, ...seeds].join(" ");
}

function provenanceOf({ dataset, profile, seeds, runs, missing }: ChosenRuns): string {
  const images = trainingRows(runs[0]?.experiment ?? missing[0], dataset).length;
  const number = (value: number) => value.toLocaleString("en");
  return `${fullTitle(dataset)}, ${number(images)} of ${number(dataset.train.count)} training ` +
    `images · profile ${profile} · ${seeds.length > 1 ? "seeds" : "seed"} ${seeds.join(", ")}`;
}

/** Seeds of a profile of which nothing is there, unless others were chosen. */
function missingSeeds({ seedsOf }: SectionPlan, { profile, seeds }: ChosenRuns): string[] {
  const planned = profileSettings[profile].seeds[seedsOf];
  const missing = planned.filter((seed) => !seeds.includes(seed));
  if (missing.length === 0 || missing.length === planned.length) return [];
  return [
    `Of profile ${profile}’s seeds ${planned.join(", ")} no run with ${
      missing.length > 1 ? "seeds" : "seed"
    } ${missing.join(" or ")} is stored.`,
  ];
}

function missingRuns({ dataset, profile, missing, runs }: ChosenRuns): string {
  const titles = missing.map((experiment) => experimentTitle(experiment, dataset));
  return `${missing.length} of ${
    missing.length + runs.length
  } runs of profile ${profile} are not ` +
    `stored: ${titles.slice(0, 4).join("; ")}${titles.length > 4 ? "; and others" : ""}.`;
}
