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
import type { Discrepancy } from "../sections/discrepancies.ts";
import { discrepancyTable } from "./discrepancy_table.ts";
import { frameTable } from "./frame_table.ts";
import { FrameStore } from "../store/frame_store.ts";
import {
  type Profile,
  profiles,
  type ProfileSettings,
  profileSettings,
} from "../sections/profile.ts";
import { progressLine, trainedLine } from "./progress.ts";
import { summarizeProvenance } from "./provenance_summary.ts";
import type { JudgedClaim } from "../sections/verdict.ts";

/** Parameters of a notebook, as its first cell and the command line give them. */
export interface StudyParameters {
  /** Defaults to "quick". */
  readonly profile?: string;
  /** Defaults to MNIST alone. */
  readonly datasets?: readonly string[];
  /** Defaults to those of the profile's depth sweep; none, to those of each section. */
  readonly seeds?: readonly number[];
  /** Defaults to "auto". */
  readonly engine?: string;
  /** Defaults to "auto". */
  readonly backend?: string;
  /** Of the fused engine: a number, or "auto", the default, for as many as there are cores. */
  readonly threads?: number | "auto";
  /** Kind of the networks to run, for which an engine is chosen. Defaults to "dense". */
  readonly networks?: "dense" | "convolutional";
  /**
   * Folder that figures are written to, relative to the notebook. Defaults to "auto": "../figures",
   * which Git keeps, in the report profile, "../figures/quick" in others.
   */
  readonly out?: string;
  /**
   * Train anew: true, or a word to do so only where it was not yet done under that word. Defaults
   * to false.
   */
  readonly fresh?: boolean | string;
}

/** Shortest time between two updates of a progress bar: front ends choke on many. */
const UPDATE_MS = 250;

const folderOf = (name: string): string =>
  fileURLToPath(new URL(`../../data/${name}`, import.meta.url));

/** One notebook's work: its data and engine, and the runs, figures and verdicts it makes. */
export class Study {
  /**
   * What the profile sets, which the functions of `frames` read.
   *
   * @internal
   */
  readonly settings: ProfileSettings;
  /**
   * Where measurements are kept, for the functions of `frames`.
   *
   * @internal
   */
  readonly frames: FrameStore = new FrameStore(
    folderOf("diagnostics"),
    folderOf("diagnostic_records"),
    (notice) => display({ "text/plain": notice }),
  );
  #experiments: readonly Experiment[] = [];
  readonly #runs: Run[] = [];
  readonly #store = new RunStore(folderOf("runs"), folderOf("records"));

  /**
   * {@linkcode openStudy} makes one.
   *
   * @internal
   */
  constructor(
    /** Runs its networks. */
    readonly engine: Engine,
    /** Those that were asked for, or their stand-ins. */
    readonly datasets: readonly Dataset[],
    /** How much is computed. */
    readonly profile: Profile,
    /** Of its experiments; none where each section has its own. */
    readonly seeds: readonly number[],
    private readonly folder: string,
    private readonly freshTag?: string,
  ) {
    this.settings = profileSettings[profile];
  }

  /**
   * The only data set, of a section that takes one.
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

  /** Lines under the title of every figure: what the networks were trained on, and how often. */
  get subtitle(): string[] {
    if (this.#experiments.length === 0) {
      throw new Error(
        "Cannot say what a figure shows: nothing was trained since openStudy() was called, run the " +
          "training cell again",
      );
    }
    const datasets = this.datasets.flatMap((dataset) => {
      const one = this.#experiments.find((experiment) => experiment.dataset === dataset.name);
      return one ? [{ ...dataset, images: trainingRows(one, dataset).length }] : [];
    });
    const seeds = [...new Set(this.#experiments.map(({ seed }) => seed))];
    return subtitle({ datasets, profile: this.profile, seeds });
  }

  /**
   * Trains what is not in the store yet, with a progress bar, and returns every run. The stop
   * button ends it after the epoch that is running; run again, it goes on from there.
   */
  async train(experiments: readonly Experiment[]): Promise<Run[]> {
    if (experiments.length === 0) return [];
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
    this.#experiments = experiments;
    const bar = { id: crypto.randomUUID(), shown: 0 };
    const show = async (line: string, update: boolean) => {
      bar.shown = performance.now();
      await display({ "text/plain": line }, { place: { id: bar.id, update } });
    };
    await show(`Training ${experiments.length} networks with ${this.engine.description}`, false);
    const runs: Run[] = [];
    const showing: Promise<void>[] = []; // a training does not wait for the front end
    const begun = performance.now();
    let trained = 0;
    for (const [index, experiment] of experiments.entries()) {
      const dataset = this.datasets.find(({ name }) => name === experiment.dataset)!;
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
    this.#runs.push(...runs);
    return runs;
  }

  /** Those of the runs that are stored, trained with an engine of that family. */
  async stored(
    experiments: readonly Experiment[],
    engine: Pick<Engine, "family">,
  ): Promise<Run[]> {
    const runs: Run[] = [];
    for (const experiment of experiments) {
      const dataset = this.datasets.find(({ name }) => name === experiment.dataset)!;
      const run = await this.#store.load(runName(runKey(experiment, dataset, engine)));
      if (run) runs.push(run);
    }
    this.#runs.push(...runs);
    return runs;
  }

  /**
   * Writes a figure and the frame behind it, and shows it below the cell.
   *
   * @param subtitle Defaults to what the networks were trained on, and how often.
   */
  async figure(
    figure: Figure,
    frame: Frame,
    subtitle: readonly string[] = this.subtitle,
  ): Promise<void> {
    using stop = untilStopped();
    const spec = sheet(figure, subtitle);
    const { png } = await writeFigure(this.folder, figure.name, spec, frame);
    const { data, metadata } = figureBundle(spec, await Deno.readFile(png));
    await display(data, { metadata });
    await stop.check();
  }

  /** Shows a frame as a table. A front end may lose what a cell's last expression shows. */
  async table(frame: Frame): Promise<void> {
    await display(frameTable(frame));
  }

  /** Shows a line of text. A front end may lose what a cell prints last. */
  async note(text: string): Promise<void> {
    await display({ "text/plain": text });
  }

  /** Shows what the runs say of the report's claims. */
  async verdicts(claims: readonly JudgedClaim[]): Promise<void> {
    await display(claimsTable(claims));
  }

  /** Shows what the runs say of all claims, and writes it, with their provenance, for the README. */
  async allVerdicts(claims: readonly JudgedClaim[]): Promise<void> {
    const provenance = summarizeProvenance(this.#runs);
    await writeClaims(this.folder, { profile: this.profile, provenance, claims });
    await this.verdicts(claims);
  }

  /** Shows which criterion is met by which control. */
  async controls(claims: readonly JudgedClaim[]): Promise<void> {
    await display(controlTable(claims));
  }

  /** Shows where the report does not add up. */
  async discrepancies(found: readonly Discrepancy[]): Promise<void> {
    await display(discrepancyTable(found));
  }
}

/** The study that is open: a notebook has one. */
let opened: Study | undefined;

/**
 * Opens a notebook's study: checks its parameters, loads its data sets, starts its engine. The study
 * that was open before is closed with its engine and networks.
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
    seeds = profileSettings[profile].seeds.depth,
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
