import { type Dataset, datasetNames, publishedOf } from "../data/dataset.ts";
import { generateGlyphs } from "../data/glyphs.ts";
import { loadDataset, standInSeed } from "../data/load.ts";
import { runName } from "../store/run_key.ts";
import { brief } from "../figures/brief.ts";
import type { Run } from "../store/record.ts";
import type { RunStore } from "../store/run_store.ts";
import { type DepthStudy, depthStudy, type DepthStudyPlan } from "./depth_study.ts";
import { depthStudyData } from "./depth_study_data.ts";
import { flowData } from "./flows.ts";
import { lesionData } from "./lesions.ts";
import type { FlowData, Page, RunEntry } from "./model.ts";
import { type PageTables, panelId } from "./page_figure.ts";
import { framesOf, type MadeSection, makeSections, type PageContext } from "./sections.ts";
import { gates } from "../sections/gates.ts";
import { lesions } from "../sections/lesions.ts";
import type { Settings } from "./settings.ts";
import { shownRuns } from "./shown_runs.ts";

export interface PageOptions
  extends Pick<PageContext, "engine" | "convolutionalEngine" | "frames" | "begun" | "onNotice"> {
  readonly store: RunStore;
  /** Keeps what the page computes and no run has. */
  readonly folder: string;
  /** Receives a line at each step. */
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
  const tables: PageTables = new Map();
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
  const { chosen } = made.find(({ section }) => section.name === gates.name)!;
  const flows: FlowData[] = [];
  for (const { runs: [run], dataset } of chosen) {
    const flow = await flowData(run, dataset, engine);
    if (flow) flows.push(flow);
  }
  const [gateFrames, lesionFrames] = [framesOf(made, gates), framesOf(made, lesions)];
  return {
    sections: made.map(({ section }) => section),
    runs: entries(made, study),
    data: {
      panels: made.flatMap(({ section }) =>
        section.figures.flatMap(({ groups }) => groups.flatMap(({ panels }) => panels))
      ).map(({ title: _, alternative: __, values: ___, ...panel }) => panel),
      tables: Object.fromEntries([...tables].map(([rows, name]) => [name, rows])),
      depthStudy: depthStudyData(study),
      lesions: gateFrames && lesionFrames
        ? lesionData(
          lesionFrames.lesions,
          gateFrames.gates,
          (dataset) => panelId("figure_10_lesions", dataset),
        )
        : [],
      flows,
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

/** Every run that some section shows, once, and the nets of the depth study. */
function entries(made: readonly MadeSection[], { nets, data, engine }: DepthStudy): RunEntry[] {
  const uses = made.flatMap(({ section, chosen }) =>
    chosen.flatMap(({ runs, beside, dataset }) =>
      [...runs, ...beside].map((run) => ({ run, data: dataset.title, figures: section.figures }))
    )
  );
  const stored = [...Map.groupBy(uses, ({ run }) => runName(run))].map(([name, own]) => {
    const [{ run, data }] = own;
    const { experiment, history } = run;
    return {
      name,
      experiment,
      data,
      last: history.at(-1)!,
      seconds: history.reduce((sum, { seconds }) => sum + seconds, 0),
      shownIn: [...new Set(own.flatMap(({ figures }) => figures.map(({ label }) => label)))],
      record: recordOf(run),
    };
  });
  const studied = nets.map(({ experiment, last, seconds }, index) => ({
    name: `depth-study-${index + 1}`,
    experiment,
    data,
    last: { ...last, loss: last.loss ?? NaN },
    seconds,
    shownIn: ["depth, to try"],
    record: [["Engine", engine]] as const,
  }));
  return [...stored, ...studied];
}

/** How a run was trained, session by session, and what it gave on test images. */
function recordOf({ test, dataDigest, resultsVersion, engine, provenance }: Run): Settings {
  return [
    ["Test images", test ? `loss ${brief(test.loss)}, accuracy ${brief(test.accuracy)}` : ""],
    ["Data digest", dataDigest],
    ["Results", `version ${resultsVersion}, ${engine}`],
    ...provenance.sessions.map((session) =>
      [
        `Epochs ${session.firstEpoch} to ${session.lastEpoch}`,
        `${session.engine}; ${session.processor}; Deno ${session.deno}; commit ` +
        `${session.commit?.slice(0, 12) ?? "unknown"}${session.changed ? ", changed" : ""}; ` +
        `${session.started} to ${session.ended}; ${session.seconds.toFixed(1)} s`,
      ] as const
    ),
  ];
}
