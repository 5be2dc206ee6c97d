/**
 * The content of the report page as plain data, read by its HTML and its scripts.
 *
 * @module
 */
import type { Channel, Figure, LegendEntry, PanelRow } from "../figures/figure.ts";
import type { Discrepancy } from "../sections/section.ts";
import type { JudgedClaim } from "../sections/verdict.ts";
import type { EpochRow } from "../train/train.ts";
import type { StudiedNet } from "./depth_study.ts";
import type { Settings } from "./settings.ts";

/** A panel of a figure; its rows are the table of that name in {@linkcode PageData}. */
export interface PagePanel {
  readonly id: string;
  readonly title: string;
  readonly kind: "curves" | "cells" | "points";
  readonly table: string;
  readonly x: Channel;
  readonly value: Channel;
  readonly canZoom: boolean;
  /** Pixels, where it is as high as it has named things. */
  readonly height?: number;
  readonly vega: object;
  /** A description in words. */
  readonly alternative: string;
  /** The same in numbers: a head and rows. */
  readonly values: readonly (readonly string[])[];
}

/** A figure as the page shows it: `name` is its place in addresses. */
export interface PageFigure extends Pick<Figure, "name" | "label" | "title" | "caption"> {
  readonly legend: readonly LegendEntry[];
  /** Panels that stand together, under a title where there are several groups. */
  readonly groups: readonly { readonly title: string; readonly panels: readonly PagePanel[] }[];
}

/** A part of the report: figures, what they were made from, and what they say of its claims. */
export interface PageSection {
  readonly name: string;
  readonly title: string;
  readonly question: string;
  /** Makes its runs, and makes them again. */
  readonly command: string;
  /** Data, profile and seeds of the runs that are shown. */
  readonly provenance: readonly string[];
  /** Data sets, runs and seeds that are not stored. */
  readonly missing: readonly string[];
  /** Of its runs. */
  readonly settings: Settings;
  readonly figures: readonly PageFigure[];
  readonly claims: readonly JudgedClaim[];
  readonly discrepancies: readonly Discrepancy[];
}

/** A run that the page is made from, or a net of the depth study. */
export interface RunEntry extends Pick<StudiedNet, "experiment" | "seconds"> {
  readonly name: string;
  /** Title of its data set. */
  readonly data: string;
  /** Of its last epoch; the loss is not finite where it diverged. */
  readonly last: Pick<EpochRow, "epoch" | "loss" | "accuracy">;
  /** Figures, or what else shows it. */
  readonly shownIn: readonly string[];
  /** How it was trained and tested, beside its settings. */
  readonly record: Settings;
}

/** Activations and gradients of small nets of every kind, through a short training. */
export interface DepthStudyData {
  readonly provenance: string;
  readonly depths: readonly number[];
  /** Epochs after which the nets were looked into; 0 is before training. */
  readonly epochs: readonly number[];
  /** Axes that all nets share. */
  readonly domains: Readonly<Record<DepthMeasure, readonly [number, number]>>;
  readonly nets: readonly DepthNet[];
  /** Vega specifications that draw "rows" of layer, value and epoch. */
  readonly charts: Readonly<Record<DepthMeasure, object>>;
}
export type DepthMeasure = "mean" | "variance" | "gradient";
export interface DepthNet {
  readonly architecture: string;
  readonly activation: string;
  readonly initializer: string;
  readonly depth: number;
  /** Mean training loss of the last epoch (nats), or that it diverged. */
  readonly loss: string;
  /** For each epoch that was looked at the value of each layer, first to last. */
  readonly values: Readonly<Record<DepthMeasure, readonly (readonly (number | null)[])[]>>;
}

/** A net's gates and losses by lesioned layer. */
export interface LesionData {
  /** Title of the data set. */
  readonly data: string;
  /** The panel that shows it, by its id. */
  readonly panel: string;
  readonly seed: number;
  readonly intactLoss: number;
  readonly layers: readonly {
    readonly layer: number;
    readonly loss: number;
    readonly accuracy: number;
    readonly bias: readonly number[];
    readonly meanGate: readonly number[];
    readonly gate: readonly number[];
  }[];
}

/** Test images on their way through one net. */
export interface FlowData {
  /** Title of the data set. */
  readonly data: string;
  readonly seed: number;
  /** Fraction, in the last epoch. */
  readonly trainingAccuracy: number;
  /** Fraction, over all test images. */
  readonly testAccuracy: number;
  readonly classes: readonly string[];
  /** Height, width and channels of an image. */
  readonly shape: readonly [number, number, number];
  readonly depth: number;
  readonly width: number;
  /** Largest size of an output. */
  readonly limit: number;
  readonly samples: readonly {
    readonly label: number;
    /** Bytes, channel by channel within a pixel. */
    readonly pixels: readonly number[];
    /** Of each layer, in 127ths of the limit. */
    readonly outputs: readonly (readonly number[])[];
    /** The softmax layer's guess at each layer's output; probabilities in percent. */
    readonly guesses: readonly {
      readonly guess: number;
      readonly probability: number;
      /** Of the true class. */
      readonly truth: number;
    }[];
  }[];
}

/** Data for the page's scripts, which stand in it as compressed JSON. */
export interface PageData {
  readonly panels: readonly Omit<PagePanel, "title" | "alternative" | "values">[];
  readonly tables: Readonly<Record<string, readonly PanelRow[]>>;
  readonly depthStudy?: DepthStudyData;
  readonly lesions: readonly LesionData[];
  readonly flows: readonly FlowData[];
  /** Where runs that are not finished are to be drawn, by their names. */
  readonly growing: Readonly<Record<string, GrowingPlace>>;
  /** A Vega specification that draws "rows" of epoch and loss, where runs are watched. */
  readonly liveChart?: object;
}

/** A line of a figure that is drawn while its run is trained. */
export interface GrowingPlace {
  /** The panel's id. */
  readonly panel: string;
  /** Its name there. */
  readonly label: string;
  /** Fields that all its points share. */
  readonly line: Readonly<Record<string, unknown>>;
}

/** The whole page. */
export interface Page {
  readonly sections: readonly PageSection[];
  readonly runs: readonly RunEntry[];
  readonly data: PageData;
}
