import type { DataFrame } from "nodejs-polars";
import { checkOptions } from "../check_options.ts";
import { activationPanels, type PublishedActivation } from "./_activation_panels.ts";
import { figure, type FigureSpec } from "./theme.ts";

export interface ActivationSpreadOptions {
  readonly subtitle: string | readonly string[];
  /** Points of the report's curve, drawn hollow in the panel of that net. */
  readonly published: readonly PublishedActivation[];
}

/**
 * How far activations spread in each layer: the report's Figure 6. Its "variance" is the standard
 * deviation, over a layer's units, of the unit's mean; the variance over samples and units stands
 * beside it. A pair of panels for each network in the frame.
 *
 * @param activations A row per network, seed, epoch and layer; networks of one depth.
 * @throws {RangeError} If there are no rows, a column is missing or depths differ.
 */
export function activationSpread(
  activations: DataFrame,
  options: ActivationSpreadOptions,
): FigureSpec {
  checkOptions("activationSpread()", options, { subtitle: "required", published: "required" });
  const { subtitle, published } = options;
  const panels = activationPanels(activations, [
    {
      column: "unitMeanStd",
      title: ["Variance of the Activation, as the report", "computes it: std. dev. of unit means"],
      published,
    },
    {
      column: "variance",
      title: ["Variance of the activation,", "over samples and units"],
      published: [],
    },
  ]);
  return figure("Figure 6: variance of the activation of each layer", subtitle, {
    concat: panels,
    columns: 4,
  });
}
