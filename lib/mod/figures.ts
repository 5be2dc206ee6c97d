/**
 * Figures as data: each function takes a Polars frame and returns named panels with their rows.
 * {@linkcode Study.figure} draws, shows and writes a figure; `sheet` makes one Vega-Lite
 * specification of all its panels.
 *
 * @module
 */
export { activationSpread, type ActivationSpreadOptions } from "../figures/activation_spread.ts";
export { activationVariance } from "../figures/activation_variance.ts";
export { clipping } from "../figures/clipping.ts";
export { deadUnits } from "../figures/dead_units.ts";
export { deepestNets } from "../figures/deepest_nets.ts";
export { depthSweep, type DepthSweepOptions } from "../figures/depth_sweep.ts";
export { gateHeatmaps, type GateHeatmapsOptions } from "../figures/gate_heatmaps.ts";
export { gateMeans } from "../figures/gate_means.ts";
export { gradientNorms, type GradientNormsOptions } from "../figures/gradient_norms.ts";
export { lesionCurves, type LesionCurvesOptions } from "../figures/lesion_curves.ts";
export { meanActivation, type MeanActivationOptions } from "../figures/mean_activation.ts";
export { sheet } from "../figures/sheet.ts";
export { variants } from "../figures/variants.ts";
export { runLine } from "../report/run_line.ts";
