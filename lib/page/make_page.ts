import { type Dataset, datasetNames, publishedOf } from "../data/dataset.ts";
import { generateGlyphs } from "../data/glyphs.ts";
import { loadDataset, standInSeed } from "../data/load.ts";
import type { Engine } from "../engines/engine.ts";
import { runName } from "../store/run_key.ts";
import type { RunStore } from "../store/run_store.ts";
import { depthStudy, type DepthStudyPlan } from "./depth_study.ts";
import { depthStudyData } from "./depth_study_data.ts";
import { flowData } from "./flows.ts";
import { lesionData } from "./lesions.ts";
import type { FlowData, Page, RunEntry } from "./model.ts";
import { panelId } from "./page_figure.ts";
import { runEntry, studyEntries } from "./run_entries.ts";
import { framesOf, type MadeSection, makeSections, type PageContext } from "./sections.ts";
import { gates } from "../sections/gates.ts";
import { lesions } from "../sections/lesions.ts";
import { shownRuns } from "./shown_runs.ts";
import { PageTables } from "./tables.ts";

export interface PageOptions
  extends Pick<PageContext, "engine" | "convolutionalEngine" | "frames" | "begun" | "onNotice"> {
  readonly store: RunStore;
  /** Keeps what the page computes and no run has. */
  readonly folder: string;
  /** Told, in a line, what goes on. */
  readonly onProgress?: (line: string) => void;
  readonly plan?: DepthStudyPlan;
  /** Ends the making between two nets. */
  readonly signal?: AbortSignal;
}

/** The page before anything is known. */
export const emptyPage: Page = {
  sections: [],
  runs: [],
  data: { panels: [], tables: {}, lesions: [], flows: [], growing: {} },
};

/** Makes the page from everything that is finished in the store. */
export async function makePage(options: PageOptions): Promise<Page> {
  const {
    engine,
    convolutionalEngine,
    store,
    frames,
    folder,
    plan,
    signal,
    begun = new Map(),
    onProgress = () => {},
    onNotice = () => {},
  } = options;
  onProgress("Reading the run store");
  const datasets = await datasetsOf([...store.names(), ...begun.keys()], onNotice);
  const stored = await shownRuns(store, datasets, onNotice);
  const tables = new PageTables();
  const onSection = (title: string) => {
    signal?.throwIfAborted();
    onProgress(title);
  };
  const made = await makeSections(
    { stored, begun, datasets, engine, convolutionalEngine, frames, onSection, onNotice },
    tables,
  );
  const study = await depthStudy(
    datasets.find((dataset) => publishedOf(dataset) === "mnist") ?? generateGlyphs(standInSeed),
    {
      engine,
      folder,
      plan,
      onNotice,
      onNet(done, count) {
        signal?.throwIfAborted();
        onProgress(`Small nets of every kind: ${done} of ${count}`);
      },
    },
  );
  onProgress("Images on their way through a net");
  const madeGates = made.find(({ section }) => section.name === gates.name)!;
  const [gateFrames, lesionFrames] = [framesOf(made, gates), framesOf(made, lesions)];
  return {
    sections: made.map(({ section }) => section),
    runs: [...entries(made), ...studyEntries(study, "depth, to try")],
    data: {
      panels: made.flatMap(({ section }) =>
        section.figures.flatMap(({ groups }) => groups.flatMap(({ panels }) => panels))
      ).map(({ title: _, alternative: __, values: ___, ...panel }) => panel),
      tables: tables.all,
      depthStudy: depthStudyData(study),
      lesions: gateFrames && lesionFrames
        ? lesionData(
          lesionFrames.lesions,
          gateFrames.gates,
          (dataset) => panelId("figure_10_lesions", dataset),
        )
        : [],
      flows: await flowsOf(madeGates, engine),
      growing: Object.assign({}, ...made.map(({ growing }) => growing)),
    },
  };
}

/** The data sets that runs were trained on and that are here. */
async function datasetsOf(
  names: readonly string[],
  onNotice: (notice: string) => void,
): Promise<Dataset[]> {
  const used = new Set(names.map((name) => name.split("-")[2]));
  const datasets: Dataset[] = [];
  for (const name of datasetNames.filter((name) => used.has(name))) {
    const dataset = await loadDataset(name, { onNotice });
    if (dataset.name === name) datasets.push(dataset);
    else onNotice(`Runs on ${name} cannot be looked into without its images`);
  }
  return datasets.sort((a, b) => Number(!!a.standsInFor) - Number(!!b.standsInFor));
}

/** Of each data set one net, if its parameters were kept. */
async function flowsOf({ chosen }: MadeSection, engine: Engine): Promise<FlowData[]> {
  const flows: FlowData[] = [];
  for (const { runs: [run], dataset } of chosen) {
    const { experiment: { network: spec, seed }, parameters } = run;
    if (!parameters || spec.architecture === "convolutional") continue;
    flows.push(await flowData({ spec, parameters, seed }, dataset, engine));
  }
  return flows;
}

/** Every run that some section shows, once. */
function entries(made: readonly MadeSection[]): RunEntry[] {
  const uses = made.flatMap(({ section, chosen }) =>
    chosen.flatMap(({ runs, beside, dataset }) =>
      [...runs, ...beside].map((run) => ({ run, title: dataset.title, figures: section.figures }))
    )
  );
  return [...Map.groupBy(uses, ({ run }) => runName(run)).values()].map((own) =>
    runEntry(
      own[0].run,
      own[0].title,
      own.flatMap(({ figures }) => figures.map(({ label }) => label)),
    )
  );
}
