/**
 * Looks into one network of an engine: rows of plain objects, computed over a sample of images.
 * `frames` has the same of several runs as Polars frames.
 *
 * @module
 */
export { type ActivationRow, activationRows } from "../diagnostics/activations.ts";
export { type GateRow, gateRows } from "../diagnostics/gates.ts";
export { type GradientRow, gradientRows } from "../diagnostics/gradients.ts";
export { type LesionRow, lesionRows } from "../diagnostics/lesions.ts";
