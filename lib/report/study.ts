import { fileURLToPath } from "node:url";
import { checkOptions } from "../check_options.ts";
import { type Dataset, type DatasetName, datasetNames, fullTitle } from "../data/dataset.ts";
import { loadDataset } from "../data/load.ts";
import type { Engine } from "../engines/engine.ts";
import type { BackendName, EngineName } from "../engines/names.ts";
import { createEngine } from "../engines/select.ts";
import type { Frame } from "../frame.ts";
import { display } from "../figures/display.ts";
import { figureBundle } from "../figures/figure_bundle.ts";
import { subtitle } from "../figures/subtitle.ts";
import type { Figure } from "../figures/figure.ts";
import { sheet } from "../figures/sheet.ts";
import { writeFigure } from "../store/write_figure.ts";
import { type Experiment, experimentTitle, trainingRows } from "../train/experiment.ts";
import { runKey, runName } from "../store/run_key.ts";
import { run } from "../store/run.ts";
import type { Run } from "../store/record.ts";
import { RunStore } from "../store/run_store.ts";
import { untilStopped } from "../stop_button.ts";
import { suggestion } from "../suggestion.ts";
import { writeClaims } from "./claims_file.ts";
import { claimsTable, controlTable } from "./claims_table.ts";
import { discrepancyTable } from "./discrepancy_table.ts";
import { frameTable } from "./frame_table.ts";
import { FrameStore } from "../store/frame_store.ts";
import type { Context } from "../sections/context.ts";
import {
  type Profile,
  profiles,
  profileSeeds,
  type ProfileSettings,
  profileSettings,
} from "../sections/profile.ts";
import type { Discrepancy, Groups, Section } from "../sections/section.ts";
import { experimentsOf } from "../sections/experiments_of.ts";
import { allSections } from "../sections/sections.ts";
import { progressLine, trainedLine } from "./progress.ts";
import { summarizeProvenance } from "./provenance_summary.ts";
import type { JudgedClaim } from "../sections/verdict.ts";

/** Parameters of a notebook, set in its first cell or on the command line. */
export interface StudyParameters {
  /** Defaults to "quick". */
  readonly profile?: string;
  /** Defaults to MNIST alone. */
  readonly datasets?: readonly string[];
  /** Defaults to the seeds of the profile. An empty list selects those of each section. */
  readonly seeds?: readonly number[];
  /** Defaults to "auto". */
  readonly engine?: string;
  /** Defaults to "auto". */
  readonly backend?: string;
  /** Threads of the fused engine; defaults to "auto", one per core. */
  readonly threads?: number | "auto";
  /** Kind of networks for which an engine is chosen; defaults to "dense". */
  readonly networks?: "dense" | "convolutional";
  /**
   * Folder for figures, relative to the notebook. Defaults to "auto": "../figures" in the report
   * profile, and "../figures/quick", which Git ignores, in others.
   */
  readonly out?: string;
  /**
   * Train again although runs are stored: true, or a tag under which stored runs are still used.
   * Defaults to false.
   */
  readonly fresh?: boolean | string;
}

/** Shortest time between two updates of a progress bar. */
const UPDATE_MS = 250;

const folderOf = (name: string): string =>
  fileURLToPath(new URL(`../../data/${name}`, import.meta.url));

/** Results of a section. */
export interface JudgedSection<Group extends string, Frames extends object> {
  /** Runs by purpose. */
  readonly runs: Groups<Group, Run>;
  /** Measurements of the runs. */
  readonly frames: Frames;
  /** The report's claims, judged by the frames. */
  readonly claims: JudgedClaim[];
  /** Contradictions in the report. */
  readonly discrepancies: Discrepancy[];
}

/** The data, engine, runs and figures of one notebook. */
export class Study implements Context {
  /**
   * Settings of the profile.
   *
   * @internal
   */
  readonly settings: ProfileSettings;
  /**
   * Store of measurements.
   *
   * @internal
   */
  readonly frames: FrameStore = new FrameStore(
    folderOf("diagnostics"),
    folderOf("diagnostic_records"),
    (notice) => display({ "text/plain": notice }),
  );
  readonly #runs = new Map<string, Run>();
  readonly #store = new RunStore(folderOf("runs"), folderOf("records"));

  /**
   * Use {@linkcode openStudy}.
   *
   * @internal
   */
  constructor(
    /** Runs the networks. */
    readonly engine: Engine,
    /** The requested data sets or their stand-ins. */
    readonly datasets: readonly Dataset[],
    /** Decides how much is computed. */
    readonly profile: Profile,
    /** Seeds of the experiments; empty if each section has its own. */
    readonly seeds: readonly number[],
    private readonly folder: string,
    private readonly freshTag?: string,
  ) {
    this.settings = profileSettings[profile];
  }

  /**
   * The data set of a notebook that takes one.
   *
   * @throws {RangeError} If there are several.
   */
  get dataset(): Dataset {
    if (this.datasets.length > 1) {
      const names = this.datasets.map(({ name }) => name).join(", ");
      throw new RangeError(`This notebook takes one data set, received ${names}`);
    }
    return this.datasets[0];
  }

  /** The runs of a section by purpose. Missing ones are trained. */
  async runs<Group extends string>(section: Section<Group, object>): Promise<Groups<Group, Run>> {
    if (section.shows === "one") this.dataset; // throws if there are several
    return await this.#runsOf(section, section.storedOnly ?? []);
  }

  /**
   * Trains the missing runs of a section, measures and judges. Convolutional nets are not trained,
   * as they take days at the report's length.
   */
  async judge<Group extends string, Frames extends object>(
    section: Section<Group, Frames>,
  ): Promise<JudgedSection<Group, Frames>> {
    const isConvolutional = section.networks === "convolutional";
    const runs = await this.#runsOf(section, isConvolutional ? "all" : section.storedOnly ?? []);
    const engine =
      isConvolutional && Object.values<readonly Run[]>(runs).some((own) => own.length > 0)
        ? await createEngine({ engine: "auto", backend: "auto", networks: "convolutional" })
        : this.engine;
    try {
      const { profile, datasets, settings, frames: kept } = this;
      const context = { profile, datasets, settings, frames: kept, engine };
      const frames = await section.measure(runs, context);
      const claims = section.claims(frames, context);
      return { runs, frames, claims, discrepancies: section.discrepancies(frames, context) };
    } finally {
      if (engine !== this.engine) await engine.close();
    }
  }

  /** Claims of all sections by number, and all discrepancies. */
  async judgeAll(): Promise<{ claims: JudgedClaim[]; discrepancies: Discrepancy[] }> {
    const claims: JudgedClaim[] = [];
    const discrepancies: Discrepancy[] = [];
    for (const section of allSections) {
      const judged = await this.judge(section);
      claims.push(...judged.claims);
      discrepancies.push(...judged.discrepancies);
    }
    return { claims: claims.sort((a, b) => a.number - b.number), discrepancies };
  }

  /** @param storedOnly Groups whose missing runs are not trained. */
  async #runsOf<Group extends string>(
    section: Section<Group, object>,
    storedOnly: readonly Group[] | "all",
  ): Promise<Groups<Group, Run>> {
    const groups = await experimentsOf(section, this.datasets, this);
    const isTrained = (group: Group) => storedOnly !== "all" && !storedOnly.includes(group);
    const names = Object.keys(groups) as Group[];
    const trained = await this.train(
      names.filter(isTrained).flatMap((group) => groups[group]),
    );
    return Object.fromEntries(names.map((group) => [
      group,
      isTrained(group)
        ? trained.splice(0, groups[group].length)
        : this.#stored(groups[group], section),
    ])) as Record<Group, Run[]>;
  }

  /**
   * Loads stored runs and trains the others, with a progress bar. The stop button ends the training
   * after the current epoch; it resumes there when called again.
   */
  async train(experiments: readonly Experiment[]): Promise<Run[]> {
    const known = experiments.map((experiment) => this.#runs.get(this.#nameOf(experiment)));
    if (known.every((run) => run !== undefined)) return known;
    using stop = untilStopped();
    try {
      const runs = await this.#train(experiments, stop.signal);
      await stop.check();
      return runs;
    } catch (cause) {
      if (cause !== stop.signal.reason) throw cause;
      const message = "Stopped: what was trained is kept, run the cell again to go on";
      throw new Error(message, { cause });
    }
  }

  async #train(experiments: readonly Experiment[], signal: AbortSignal): Promise<Run[]> {
    const bar = { id: crypto.randomUUID(), shown: 0 };
    const show = async (line: string, update: boolean) => {
      bar.shown = performance.now();
      await display({ "text/plain": line }, { place: { id: bar.id, update } });
    };
    await show(`Training ${experiments.length} networks with ${this.engine.description}`, false);
    const runs: Run[] = [];
    const showing: Promise<void>[] = []; // training does not wait for the front end
    const begun = performance.now();
    let trained = 0;
    for (const [index, experiment] of experiments.entries()) {
      const dataset = this.#datasetOf(experiment);
      const title = experimentTitle(experiment, dataset);
      const { epochs } = experiment.training;
      const start = performance.now();
      let first: number | undefined;
      runs.push(
        await run(experiment, dataset, {
          engine: this.engine,
          store: this.#store,
          freshTag: this.freshTag,
          signal,
          onEpoch: (row) => {
            first ??= row.epoch;
            if (performance.now() - bar.shown < UPDATE_MS) return;
            const seconds = (performance.now() - start) / 1000;
            const at = { index: index + 1, count: experiments.length };
            showing.push(show(progressLine({ ...at, title, epochs, first, row, seconds }), true));
          },
          onNotice: (notice) => showing.push(display({ "text/plain": notice })),
        }),
      );
      await Promise.all(showing.splice(0));
      if (first !== undefined) trained++;
    }
    const seconds = (performance.now() - begun) / 1000;
    const loaded = runs.length - trained;
    const diverged = runs.filter(({ history }) => history.at(-1)!.state === "diverged").length;
    const { description } = this.engine;
    await show(trainedLine({ trained, loaded, diverged, seconds, engine: description }), true);
    for (const run of runs) this.#runs.set(runName(run), run);
    return runs;
  }

  #datasetOf({ dataset }: Experiment): Dataset {
    return this.datasets.find(({ name }) => name === dataset)!;
  }

  #nameOf(experiment: Experiment): string {
    return runName(
      runKey(experiment, this.#datasetOf(experiment), this.engine, this.freshTag),
    );
  }

  /** The stored runs among the experiments. */
  #stored(experiments: readonly Experiment[], { networks }: Pick<Section, "networks">): Run[] {
    const family = networks === "convolutional" ? "tfjs" : this.engine.family;
    const runs = experiments.flatMap((experiment) => {
      const key = runKey(experiment, this.#datasetOf(experiment), { family });
      return this.#store.load(runName(key)) ?? [];
    });
    for (const run of runs) this.#runs.set(runName(run), run);
    return runs;
  }

  /**
   * Writes a figure and its frame, and shows the figure below the cell.
   *
   * @param runs Runs behind the figure: the subtitle names their data and seeds.
   * @param lines More lines of the subtitle.
   */
  async figure(
    figure: Figure,
    frame: Frame,
    runs: readonly Run[],
    lines: readonly string[] = [],
  ): Promise<void> {
    using stop = untilStopped();
    const spec = sheet(figure, [...this.#subtitle(runs), ...lines]);
    const { png } = await writeFigure(this.folder, figure.name, spec, frame);
    const { data, metadata } = figureBundle(spec, await Deno.readFile(png));
    await display(data, { metadata });
    await stop.check();
  }

  #subtitle(runs: readonly Run[]): string[] {
    const datasets = this.datasets.flatMap((dataset) => {
      const run = runs.find(({ experiment }) => experiment.dataset === dataset.name);
      return run ? [{ ...dataset, images: trainingRows(run.experiment, dataset).length }] : [];
    });
    if (datasets.length === 0) {
      const names = this.datasets.map(({ name }) => name).join(", ");
      throw new RangeError(
        `Cannot say what a figure shows: its runs must be on ${names}, received ${runs.length} ` +
          "runs, none of them is: run the training cell again",
      );
    }
    const seeds = [...new Set(runs.map(({ experiment }) => experiment.seed))];
    return subtitle({ datasets, profile: this.profile, seeds });
  }

  /** Shows a frame as a table. Front ends may lose the value of a cell's last expression. */
  async table(frame: Frame): Promise<void> {
    await display(frameTable(frame));
  }

  /** Shows a line of text. Front ends may lose the last line that a cell prints. */
  async note(text: string): Promise<void> {
    await display({ "text/plain": text });
  }

  /** Shows a table of judged claims. */
  async verdicts(claims: readonly JudgedClaim[]): Promise<void> {
    await display(claimsTable(claims));
  }

  /** Shows all judged claims, and writes them with the runs' provenance for the README. */
  async allVerdicts(claims: readonly JudgedClaim[]): Promise<void> {
    const provenance = summarizeProvenance([...this.#runs.values()]);
    await writeClaims(this.folder, { profile: this.profile, provenance, claims });
    await this.verdicts(claims);
  }

  /** Shows the controls that each criterion was tried on. */
  async controls(claims: readonly JudgedClaim[]): Promise<void> {
    await display(controlTable(claims));
  }

  /** Shows a table of contradictions in the report. */
  async discrepancies(found: readonly Discrepancy[]): Promise<void> {
    await display(discrepancyTable(found));
  }
}

/** The open study; a notebook has one at a time. */
let opened: Study | undefined;

/**
 * Opens a notebook's study: checks the parameters, loads the data sets and starts the engine.
 * Closes the previous study with its engine and networks.
 *
 * @throws {TypeError} If a parameter is unknown or of another kind.
 * @throws {RangeError} If a parameter's value is unknown or out of range.
 */
export async function openStudy(parameters: StudyParameters = {}): Promise<Study> {
  checkOptions("openStudy()", parameters, {
    profile: "optional",
    datasets: "optional",
    seeds: "optional",
    engine: "optional",
    backend: "optional",
    threads: "optional",
    networks: "optional",
    out: "optional",
    fresh: "optional",
  });
  const profile = choose("profile", parameters.profile ?? "quick", profiles);
  const {
    datasets: names = ["mnist"],
    seeds = profileSeeds[profile],
    engine = "auto",
    backend = "auto",
    threads = "auto",
    networks,
    out = "auto",
    fresh = false,
  } = parameters;
  checkList("datasets", names, "names of data sets", (name) => typeof name === "string");
  checkList("seeds", seeds, "integers from 0", (seed) => Number.isSafeInteger(seed) && seed >= 0);
  if (names.length === 0) throw new RangeError("Cannot open a study without a data set");
  const chosen = names.map((name) => choose("dataset", name, datasetNames));

  await opened?.engine.close();
  opened = undefined;
  const started = await createEngine({
    engine: engine as EngineName,
    backend: backend as BackendName,
    threads: threads === "auto" ? undefined : threads,
    networks,
  });
  const notices = [started.description, ...started.rejected.map((reason) => `not ${reason}`)];
  const datasets: Dataset[] = [];
  for (const name of new Set<DatasetName>(chosen)) {
    const dataset = await loadDataset(name, { onNotice: (notice) => notices.push(notice) });
    notices.push(`${fullTitle(dataset)}: ${dataset.train.count} training images`);
    datasets.push(dataset);
  }
  await display({ "text/plain": notices.join("\n") });
  const ofProfile = profile === "report" ? "../figures" : "../figures/quick";
  const folder = out === "auto" ? ofProfile : out;
  const freshTag = fresh === true ? crypto.randomUUID() : fresh || undefined;
  opened = new Study(started, datasets, profile, seeds, folder, freshTag);
  return opened;
}

function checkList<Item>(
  name: string,
  list: readonly Item[],
  what: string,
  fits: (item: Item) => boolean,
): void {
  if (Array.isArray(list) && list.every(fits)) return;
  throw new TypeError(
    `Cannot open a study: ${name} must be a list of ${what}, received ${JSON.stringify(list)}`,
  );
}

function choose<Name extends string>(what: string, name: string, names: readonly Name[]): Name {
  const found = names.find((known) => known === name);
  if (found !== undefined) return found;
  const near = suggestion(String(name), names) || ":";
  throw new RangeError(
    `Unknown ${what} ${JSON.stringify(name)}${near} choose one of ${names.join(", ")}`,
  );
}
