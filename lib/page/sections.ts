import { type Dataset, fullTitle, publishedOf, titleOf } from "../data/dataset.ts";
import type { Engine } from "../engines/engine.ts";
import type { Context, Setting } from "../sections/context.ts";
import { profileSettings } from "../sections/profile.ts";
import type { Discrepancy, Groups, Section } from "../sections/section.ts";
import { allSections } from "../sections/sections.ts";
import type { JudgedClaim } from "../sections/verdict.ts";
import type { FrameStore } from "../store/frame_store.ts";
import type { Run } from "../store/record.ts";
import { experimentTitle, trainingRows } from "../train/experiment.ts";
import { type BegunRun, chooseRuns, type ChosenRuns, findRun, namesOf } from "./choose_runs.ts";
import type { GrowingPlace, PageFigure, PageSection } from "./model.ts";
import { pageFigure, type PageTables, panelId } from "./page_figure.ts";
import { distinct, type Settings, settingsOf } from "./settings.ts";
import { stacked } from "./stacked.ts";

/** Everything that the page is made from. */
export interface PageContext {
  readonly engine: Engine;
  /** Started at the first call: the other one runs dense nets only. */
  readonly convolutionalEngine: () => Promise<Engine>;
  /** Stored measurements of runs' networks. */
  readonly frames: FrameStore;
  /** Finished runs by name. */
  readonly stored: ReadonlyMap<string, Run>;
  /** Runs that are not finished, by name, where they are watched. */
  readonly begun?: ReadonlyMap<string, BegunRun>;
  /** Data sets that can be had, published ones before those that stand in for them. */
  readonly datasets: readonly Dataset[];
  /** Called before each section. */
  readonly onSection?: (title: string) => void;
  /** Receives a line about a section that cannot be shown. */
  readonly onNotice?: (notice: string) => void;
}

/** The runs of one data set that a section shows. */
export interface SectionRuns extends ChosenRuns {
  /** Runs of its other groups. */
  readonly beside: readonly Run[];
}

/** A section, the runs it shows and what was measured in them. */
export interface MadeSection {
  readonly section: PageSection;
  readonly chosen: readonly SectionRuns[];
  /** The result of its `measure`; absent where nothing is shown. */
  readonly frames?: object;
  /** Where runs that are not finished are to be drawn, by their names. */
  readonly growing: Readonly<Record<string, GrowingPlace>>;
}

/** The frames of a section, if it is shown. */
export function framesOf<Frames extends object>(
  made: readonly MadeSection[],
  { name }: Section<string, Frames>,
): Frames | undefined {
  return made.find(({ section }) => section.name === name)?.frames as Frames | undefined;
}

/** Every section of the report, as far as runs are there. */
export async function makeSections(
  context: PageContext,
  tables: PageTables,
): Promise<MadeSection[]> {
  const { stored, begun, datasets, onSection = () => {}, onNotice = () => {} } = context;
  const made: MadeSection[] = [];
  for (const section of allSections) {
    const { name, title, question } = section;
    onSection(title);
    const mainOf = async (dataset: Dataset, setting: Setting) =>
      Object.values(await section.experiments(dataset, setting))[0];
    const found = [];
    for (const published of section.datasets) {
      const own = datasets.filter((dataset) => publishedOf(dataset) === published);
      const { report } = section.seeds;
      const runs = await chooseRuns(stored, own, mainOf, report, section.line && begun);
      // Verdicts are those of finished runs, whatever is in training.
      const judged = section.line && begun ? await chooseRuns(stored, own, mainOf, report) : runs;
      found.push({ published, runs, judged });
    }
    const chosen: SectionRuns[] = [];
    for (const { runs } of found) {
      if (!runs) continue;
      const [, ...others] = Object.values(await groupsOf(section, runs, runs.seeds, stored));
      chosen.push({ ...runs, beside: others.flat() });
    }
    let frames: object | undefined;
    let figures: PageFigure[] = [];
    let claims: readonly JudgedClaim[] = [];
    let discrepancies: readonly Discrepancy[] = [];
    let problem: string | undefined;
    try {
      if (chosen.length > 0) {
        const all = await measured(section, chosen, context);
        figures = section.figures(all.frames, all.context).map((one) => pageFigure(one, tables));
        discrepancies = section.discrepancies(all.frames, all.context);
        frames = all.frames;
        const whole = found.flatMap(({ judged }) => judged?.complete.length ? judged : []);
        if (whole.length > 0) {
          const judged = whole.map((one) => ({ ...one, seeds: one.complete }));
          const own = await measured(section, judged, context);
          claims = section.claims(own.frames, own.context);
        }
      }
    } catch (error) {
      problem = `This cannot be shown: ${error instanceof Error ? error.message : error}.`;
      onNotice(`${title} ${problem}`);
    }
    made.push({
      chosen,
      frames,
      growing: section.line ? places(section.line, figures, chosen) : {},
      section: {
        name,
        title,
        question,
        command: commandFor(section, chosen),
        provenance: chosen.map(provenanceOf),
        missing: [
          ...found.filter(({ runs }) => !runs)
            .map(({ published }) => `No run on ${titleOf(published)} is stored.`),
          ...chosen.filter(({ missing }) => missing.length > 0).map(missingRuns),
          ...chosen.flatMap((one) => missingSeeds(section, one)),
          ...problem !== undefined ? [problem] : [],
        ],
        settings: sectionSettings(chosen.flatMap(({ runs }) => runs)),
        figures,
        claims,
        discrepancies,
      },
    });
  }
  return made;
}

/**
 * Stored runs of a section by what they are for, of these seeds. Beside the first group, one that
 * is not whole is left out, unless it is one that is never trained for a section.
 */
async function groupsOf(
  section: Section,
  { dataset, profile }: ChosenRuns,
  seeds: readonly number[],
  stored: ReadonlyMap<string, Run>,
): Promise<Groups<string, Run>> {
  const groups = Object.entries(await section.experiments(dataset, { profile, seeds }));
  return Object.fromEntries(groups.map(([group, experiments], index) => {
    const runs = experiments.flatMap((experiment) => findRun(stored, experiment, dataset) ?? []);
    const isShown = index === 0 || runs.length === experiments.length ||
      section.storedOnly?.includes(group);
    return [group, isShown ? runs : []];
  }));
}

/** Measures the runs of each data set, and concatenates the frames. */
async function measured(
  section: Section,
  chosen: readonly ChosenRuns[],
  { engine, convolutionalEngine, frames: kept, stored }: PageContext,
): Promise<{ frames: object; context: Context }> {
  const parts: object[] = [];
  const contexts: Context[] = [];
  for (const one of chosen) {
    const { dataset, profile, seeds } = one;
    const context: Context = {
      profile,
      engine: section.networks === "convolutional" ? await convolutionalEngine() : engine,
      datasets: [dataset],
      settings: profileSettings[profile],
      frames: kept,
    };
    contexts.push(context);
    parts.push(await section.measure(await groupsOf(section, one, seeds, stored), context));
  }
  const datasets = chosen.map(({ dataset }) => dataset);
  return { frames: stacked(parts), context: { ...contexts[0], datasets } };
}

/** Of each run that is to grow in a panel of the section's first figure its place, by its name. */
function places(
  lineOf: NonNullable<Section["line"]>,
  [figure]: readonly PageFigure[],
  chosen: readonly ChosenRuns[],
): Record<string, GrowingPlace> {
  return Object.fromEntries(
    chosen.flatMap(({ dataset, missing, seeds }) =>
      missing.flatMap((experiment) => {
        const { panel, label, row } = lineOf(experiment);
        const place = {
          panel: panelId(figure.name, panel),
          label: seeds.length > 1 ? `${label}, seed ${experiment.seed}` : label,
          line: row,
        };
        return namesOf(experiment, dataset).map((name) => [name, place]);
      })
    ),
  );
}

/** Settings of runs, and what they were trained by. */
function sectionSettings(runs: readonly Run[]): Settings {
  const sessions = runs.flatMap(({ provenance }) => provenance.sessions.at(-1) ?? []);
  const all: Settings = [
    ...settingsOf(runs.map(({ experiment }) => experiment)),
    ["Engine", distinct(sessions.map(({ engine }) => engine))],
    ["Processor", distinct(sessions.map(({ processor }) => processor))],
  ];
  return runs.length > 0 ? all : [];
}

/** The command that trains these runs and makes the section. */
function commandFor(
  { name, seeds: own }: Section,
  chosen: readonly ChosenRuns[],
): string {
  const profile = chosen.some(({ profile }) => profile === "report") ? ["--profile report"] : [];
  const datasets = chosen.some(({ dataset }) => dataset.standsInFor)
    ? chosen.map(({ dataset }) => `--dataset ${dataset.name}`)
    : [];
  const all = [...new Set(chosen.flatMap(({ seeds }) => seeds))];
  const isPlanned = chosen.every(({ profile, seeds }) =>
    seeds.every((seed) => own[profile].includes(seed))
  );
  const seeds = isPlanned ? [] : all.map((seed) => `--seed ${seed}`);
  return ["deno task reproduce --section", name, ...profile, ...datasets, ...seeds].join(" ");
}

function provenanceOf({ dataset, profile, seeds, runs, missing }: ChosenRuns): string {
  const images = trainingRows(runs[0]?.experiment ?? missing[0], dataset).length;
  const number = (value: number) => value.toLocaleString("en");
  return `${fullTitle(dataset)}, ${number(images)} of ${number(dataset.train.count)} training ` +
    `images · profile ${profile} · ${seeds.length > 1 ? "seeds" : "seed"} ${seeds.join(", ")}`;
}

/** Seeds of a profile of which nothing is there, unless others were chosen. */
function missingSeeds({ seeds: own }: Section, { profile, seeds }: ChosenRuns): string[] {
  const planned = own[profile];
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
