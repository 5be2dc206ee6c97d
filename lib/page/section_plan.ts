import pl, { type DataFrame } from "nodejs-polars";
import type { Dataset, PublishedName } from "../data/dataset.ts";
import type { Figure, PanelRow } from "../figures/figure.ts";
import type { Engine } from "../engines/engine.ts";
import type { Experiment } from "../train/experiment.ts";
import type { Run } from "../store/record.ts";
import type { Discrepancy } from "../sections/discrepancies.ts";
import type { Setting } from "../sections/experiments.ts";
import type { FrameStore } from "../store/frame_store.ts";
import type { Laboratory } from "../sections/frames.ts";
import { type ProfileSettings, profileSettings } from "../sections/profile.ts";
import type { JudgedClaim } from "../sections/verdict.ts";
import type { ChosenRuns } from "./choose_runs.ts";

/** What a section is, before runs are looked for. */
export interface SectionPlan {
  readonly name: string;
  /** What `deno task reproduce --section` calls it, if not by its name. */
  readonly madeBy?: string;
  readonly title: string;
  readonly question: string;
  /** Data sets that it is about, for each of which runs are looked for. */
  readonly about: readonly PublishedName[];
  /** What its profile's seeds are those of. */
  readonly seedsOf: keyof ProfileSettings["seeds"];
  /** Its figure grows while its runs are trained: it is shown from the first one's beginning. */
  readonly grows?: true;
  experimentsOf(dataset: Dataset, setting: Setting): readonly Experiment[];
  /** Experiments whose runs are shown beside those where they are there; nobody misses them. */
  besideOf?(dataset: Dataset, setting: Setting): Promise<readonly Experiment[]>;
  /** @param chosen Of each data set that has some runs, in the order of `about`. */
  show(chosen: readonly SectionRuns[], workshop: Workshop): Promise<Shown>;
}

/** What a section shows of a data set. */
export interface SectionRuns extends ChosenRuns {
  readonly beside: readonly Run[];
}

/** What figures are made with. */
export interface Workshop {
  readonly engine: Engine;
  /** Started at the first call: the other one runs dense nets only. */
  readonly convolutionalEngine: () => Promise<Engine>;
  readonly frames: FrameStore;
}

/** What a section makes of its runs. */
export interface Shown {
  readonly figures: readonly Figure[];
  /** None where no seed's runs are all there. */
  readonly claims: readonly JudgedClaim[];
  /** Lines that the figures do not have yet. */
  readonly growing?: readonly GrowingLine[];
  /** Where the report does not add up. */
  readonly discrepancies?: readonly Discrepancy[];
  /** Frames that explorers read too. */
  readonly gates?: DataFrame;
  readonly lesions?: DataFrame;
}

/** Where a run that is not finished is to be drawn. */
export interface GrowingLine {
  readonly experiment: Experiment;
  /** Name of the panel. */
  readonly panel: string;
  /** What it is called there, beside others. */
  readonly label: string;
  /** What all its points have in common. */
  readonly line: PanelRow;
}

/** What the runs are looked into with, as their profile says. */
function laboratory(
  { dataset, profile }: ChosenRuns,
  { engine, frames }: Workshop,
): Laboratory {
  return { engine, datasets: [dataset], settings: profileSettings[profile], frames };
}

/**
 * A frame of the runs of several data sets, and the part of it that claims are judged by, which is
 * of the data sets `judged`.
 */
export async function framesOf(
  chosen: readonly ChosenRuns[],
  workshop: Workshop,
  frameOf: (runs: readonly Run[], laboratory: Laboratory) => DataFrame | Promise<DataFrame>,
): Promise<{ all: DataFrame; complete?: DataFrame; judged: readonly Dataset[] }> {
  const frames: DataFrame[] = [];
  const complete: DataFrame[] = [];
  const judged: Dataset[] = [];
  for (const one of chosen) {
    const frame = await frameOf(one.runs, laboratory(one, workshop));
    frames.push(frame);
    if (one.complete.length > 0) {
      complete.push(frame.filter(pl.col("seed").isIn([...one.complete])));
      judged.push(one.dataset);
    }
  }
  return { all: stacked(frames)!, complete: stacked(complete), judged };
}

function stacked(frames: readonly DataFrame[]): DataFrame | undefined {
  return frames.length > 0 ? frames.reduce((all, frame) => all.vstack(frame)) : undefined;
}
