import type { DataFrame } from "nodejs-polars";
import { checkOptions } from "../check_options.ts";
import {
  activationLegend,
  activationPanels,
  type PublishedActivation,
} from "./_activation_panels.ts";
import type { Figure } from "./figure.ts";

/** Settings of {@linkcode meanActivation}. */
export interface MeanActivationOptions {
  /** Points of the report's curve, drawn hollow in the panel of its net. */
  readonly published: readonly PublishedActivation[];
}

/**
 * The report's Figure 5: mean activation of each layer over samples and units, with one panel per
 * network. The report shows ReLU with Glorot uniform weights.
 *
 * @param activations One row per network, seed, epoch and layer; networks of one depth.
 * @throws {RangeError} If there are no rows, a column is missing or depths differ.
 */
export function meanActivation(
  activations: DataFrame,
  options: MeanActivationOptions,
): Figure {
  checkOptions("meanActivation()", options, { published: "required" });
  const { published } = options;
  const measures = [{ column: "mean", title: "Mean Activation", published }] as const;
  return {
    name: "figure_05_mean_activation",
    label: "Figure 5",
    title: "Mean activation of each layer",
    caption: [
      "A ReLU needs twice Glorot’s variance to keep its signal: each layer loses about half of " +
      "the second moment, and by layer 20 nothing is left. The report shows only that net; the " +
      "other five are ours.",
    ],
    legend: activationLegend,
    panels: activationPanels(activations, measures, { width: 270 }),
    columns: 3,
  };
}
