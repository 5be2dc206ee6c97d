import type { Dataset, DatasetName } from "../data/dataset.ts";
import type { Figure, PanelRow } from "../figures/figure.ts";
import type { Run } from "../store/record.ts";
import type { Experiment } from "../train/experiment.ts";
import type { Context, Setting } from "./context.ts";
import type { Profile } from "./profile.ts";
import type { JudgedClaim } from "./verdict.ts";

/** Notebook of all claims, and of the sections without a notebook of their own. */
export const claimsNotebook = "06_claims.ipynb";

/** Experiments or runs by purpose. */
export type Groups<Group extends string, Item> = Readonly<Record<Group, readonly Item[]>>;

/**
 * One part of the report: its experiments, the measurements of their runs, and the figures,
 * verdicts and discrepancies that follow. Notebooks, `--section`, the table of claims and the page
 * read it.
 *
 * `Frames` are Polars frames by content.
 */
export interface Section<Group extends string = string, Frames extends object = object> {
  /** The name that `--section` takes. */
  readonly name: string;
  /** File name in the folder `notebooks`. */
  readonly notebook: string;
  /** Heading of the section on the page. */
  readonly title: string;
  /** Introduction in a sentence or two. */
  readonly question: string;
  /** Default data sets. */
  readonly datasets: readonly DatasetName[];
  /** Whether it shows the first data set or all. */
  readonly shows: "one" | "all";
  /** Default seeds. */
  readonly seeds: Readonly<Record<Profile, readonly number[]>>;
  /** Kind of its networks. Convolutional ones take days on two cores at the report's length. */
  readonly networks: "dense" | "convolutional";
  /** Groups whose runs are used if they are stored, and never trained for this section. */
  readonly storedOnly?: readonly Group[];
  /** Records keep the parameters of the first group's nets. */
  readonly keepsParameters?: true;

  /** Experiments on one data set. The first group is the subject; the others are for comparison. */
  experiments(
    dataset: Dataset,
    setting: Setting,
  ): Groups<Group, Experiment> | Promise<Groups<Group, Experiment>>;
  /** Measures the runs of all data sets. */
  measure(runs: Groups<Group, Run>, context: Context): Promise<Frames>;
  /** Draws the frames. */
  figures(frames: Frames, context: Context): Figure[];
  /** Judges the report's claims by the frames. */
  claims(frames: Frames, context: Context): JudgedClaim[];
  /** Contradictions in the report. */
  discrepancies(frames: Frames, context: Context): Discrepancy[];
  /** The line of a run of the first group while it is trained; without it, none is drawn. */
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
  /** Name of its panel. */
  readonly panel: string;
  /** Label of the line. */
  readonly label: string;
  /** Fields that all its points share. */
  readonly row: PanelRow;
}
