import type { DataFrame } from "nodejs-polars";
import { activationLegend, activationPanels } from "./_activation_panels.ts";
import type { Figure } from "./figure.ts";

/**
 * Fraction of each layer's units that are 0 for every sample, and norm of the layer's gradient on a
 * logarithmic axis, for each network before and after training. The report mentions both and shows
 * neither.
 *
 * @param activations One row per network, seed, epoch and layer; networks of one depth.
 * @throws {RangeError} If there are no rows, a column is missing or depths differ.
 */
export function deadUnits(activations: DataFrame): Figure {
  const [dead, gradient] = ["Dead units, as a fraction", "Gradient norm of the layer"];
  return {
    name: "dead_units",
    label: "Beside Figures 5 and 6",
    title: "Dead units and the gradient of each layer",
    caption: [
      "A dead unit is 0 for every image. The report mentions dead ReLUs and does not count them.",
    ],
    legend: activationLegend,
    panels: activationPanels(activations, [
      { column: "deadFraction", title: dead, group: dead, scale: "fraction", published: [] },
      { column: "gradientNorm", title: gradient, group: gradient, scale: "log", published: [] },
    ], { width: 190 }),
    columns: 4,
  };
}
