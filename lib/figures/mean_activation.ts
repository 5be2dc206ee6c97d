import type { DataFrame } from "nodejs-polars";
import { checkOptions } from "../check_options.ts";
import { activationPanels, type PublishedActivation } from "./_activation_panels.ts";
import { figure, type FigureSpec } from "./theme.ts";

export interface MeanActivationOptions {
  readonly subtitle: string | readonly string[];
  /** Points of the report's curve, drawn hollow in the panel of that net. */
  readonly published: readonly PublishedActivation[];
}

/**
 * Mean activation of each layer over samples and units: the report's Figure 5, a panel for each
 * network in the frame. The report shows ReLU with Glorot uniform weights.
 *
 * @param activations A row per network, seed, epoch and layer; networks of one depth.
 * @throws {RangeError} If there are no rows, a column is missing or depths differ.
 */
export function meanActivation(
  activations: DataFrame,
  options: MeanActivationOptions,
): FigureSpec {
  checkOptions("meanActivation()", options, { subtitle: "required", published: "required" });
  const { subtitle, published } = options;
  const panels = activationPanels(activations, [
    { column: "mean", title: "Mean Activation", published },
  ]);
  return figure("Figure 5: mean activation of each layer", subtitle, {
    concat: panels,
    columns: 2,
  });
}
