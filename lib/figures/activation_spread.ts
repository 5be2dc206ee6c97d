import type { DataFrame } from "nodejs-polars";
import { checkOptions } from "../check_options.ts";
import {
  activationLegend,
  activationPanels,
  type PublishedActivation,
} from "./_activation_panels.ts";
import type { Figure } from "./figure.ts";

/** Settings of {@linkcode activationSpread}. */
export interface ActivationSpreadOptions {
  /** Points of the report's curve, drawn hollow in the panel of its net. */
  readonly published: readonly PublishedActivation[];
}

/**
 * The report's Figure 6: spread of the activations of each layer. Its "variance" is the standard
 * deviation, over a layer's units, of the unit's mean. Each network has a panel of that and one of
 * the variance over samples and units.
 *
 * @param activations One row per network, seed, epoch and layer; networks of one depth.
 * @throws {RangeError} If there are no rows, a column is missing or depths differ.
 */
export function activationSpread(
  activations: DataFrame,
  options: ActivationSpreadOptions,
): Figure {
  checkOptions("activationSpread()", options, { published: "required" });
  const { published } = options;
  return {
    name: "figure_06_activation_variance",
    label: "Figure 6",
    title: "How far activations spread in each layer",
    caption: [
      "The variance on the report’s axis is, in its code, the standard deviation over a layer’s " +
      "units of each unit’s mean activation. It comes first, then the variance over samples and " +
      "units, which the text describes.",
    ],
    legend: activationLegend,
    panels: activationPanels(activations, [
      {
        column: "unitMeanStd",
        title: [
          "Variance, as the report computes",
          "it: std. dev. of unit means",
        ],
        group: "As the report computes it",
        published,
      },
      {
        column: "variance",
        title: ["Variance of the activation,", "over samples and units"],
        group: "Over samples and units",
        published: [],
      },
    ], { width: 180 }),
    columns: 4,
  };
}
