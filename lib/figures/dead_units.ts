import type { DataFrame } from "nodejs-polars";
import { checkOptions } from "../check_options.ts";
import { activationPanels } from "./_activation_panels.ts";
import { figure, type FigureSpec } from "./theme.ts";

/**
 * For each network in the frame, before and after training: the fraction of each layer's units that
 * are 0 for every sample, and the norm of the layer's gradient over the sample, on a logarithmic
 * axis. The report speaks of both and shows neither.
 *
 * @param activations A row per network, seed, epoch and layer; networks of one depth.
 * @throws {RangeError} If there are no rows, a column is missing or depths differ.
 */
export function deadUnits(
  activations: DataFrame,
  options: { readonly subtitle: string | readonly string[] },
): FigureSpec {
  checkOptions("deadUnits()", options, { subtitle: "required" });
  const { subtitle } = options;
  const panels = activationPanels(activations, [
    {
      column: "deadFraction",
      title: "Dead units, as a fraction",
      scale: "fraction",
      published: [],
    },
    { column: "gradientNorm", title: "Gradient norm of the layer", scale: "log", published: [] },
  ]);
  return figure("Dead units and gradients by layer", subtitle, { concat: panels, columns: 4 });
}
