/**
 * Measurements of one network over a sample of images, as rows of plain objects. `frames` has the
 * same of several runs as Polars frames.
 *
 * @module
 */
export { type ActivationRow, activationRows } from "../diagnostics/activations.ts";
export { type GateRow, gateRows } from "../diagnostics/gates.ts";
export { type GradientRow, gradientRows } from "../diagnostics/gradients.ts";
export { type LesionRow, lesionRows } from "../diagnostics/lesions.ts";
