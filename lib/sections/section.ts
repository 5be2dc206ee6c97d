import type { Dataset, DatasetName } from "../data/dataset.ts";
import type { Figure, PanelRow } from "../figures/figure.ts";
import type { Run } from "../store/record.ts";
import type { Experiment } from "../train/experiment.ts";
import type { Context, Setting } from "./context.ts";
import type { Profile } from "./profile.ts";
import type { JudgedClaim } from "./verdict.ts";

/** Experiments, or runs, by what they are for. */
export type Groups<Group extends string, Item> = Readonly<Record<Group, readonly Item[]>>;

/**
 * One part of the report: its experiments, what is measured in their runs, and the figures, verdicts
 * and discrepancies that follow. Notebooks, `--section`, the table of claims and the page read it.
 *
 * `Frames` are Polars frames, keyed by what they hold.
 */
export interface Section<Group extends string = string, Frames extends object = object> {
  /** As `--section` has it. */
  readonly name: string;
  /** File in the folder `notebooks`. */
  readonly notebook: string;
  /** Heading of the section on the page. */
  readonly title: string;
  /** What it is about, in a sentence or two. */
  readonly question: string;
  /** Data sets when none is asked for. */
  readonly datasets: readonly DatasetName[];
  /** How many data sets it shows: the first, or all. */
  readonly shows: "one" | "all";
  /** Seeds when none are asked for. */
  readonly seeds: Readonly<Record<Profile, readonly number[]>>;
  /** Kind of its networks: convolutional ones at the report's length take days on two cores. */
  readonly networks: "dense" | "convolutional";
  /** Groups that are used where their runs are stored, and not trained for it. */
  readonly storedOnly?: readonly Group[];
  /** Parameters of the first group's nets are kept in records: they are looked into. */
  readonly keepsParameters?: true;

  /** On one data set; the first group is what the section is about, the others stand beside it. */
  experiments(
    dataset: Dataset,
    setting: Setting,
  ): Groups<Group, Experiment> | Promise<Groups<Group, Experiment>>;
  /** Looks into the runs of all data sets. */
  measure(runs: Groups<Group, Run>, context: Context): Promise<Frames>;
  /** Draws what was measured. */
  figures(frames: Frames, context: Context): Figure[];
  /** Judges the report's claims by what was measured. */
  claims(frames: Frames, context: Context): JudgedClaim[];
  /** Where the report does not add up. */
  discrepancies(frames: Frames, context: Context): Discrepancy[];
  /** Where a run of the first group is drawn while it is trained; without it, in no figure. */
  line?(experiment: Experiment): GrowingLine;
}

/** A point at which the report contradicts itself, its code or its files. */
export interface Discrepancy {
  /** The report's figure or section. */
  readonly figure: string;
  /** Statement of the report, and the contradiction in its code or files. */
  readonly finding: string;
  /** Numbers that show it; empty where there are none. */
  readonly computed: string;
}

/** A line of a section's first figure. */
export interface GrowingLine {
  /** Name of the panel. */
  readonly panel: string;
  /** What it is called there. */
  readonly label: string;
  /** What all its points have in common. */
  readonly row: PanelRow;
}
