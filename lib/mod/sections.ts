/**
 * The sections of the report. Each has its experiments, the measurements of their runs, and the
 * figures, claims and discrepancies that follow. {@linkcode Study.runs} trains a section, and
 * {@linkcode Study.judge} trains, measures and judges it.
 *
 * @module
 */
export type { Context, Setting } from "../sections/context.ts";
export type { Groups, GrowingLine, Section } from "../sections/section.ts";
export { activations, type ActivationsFrames } from "../sections/activations.ts";
export { clipping, type ClippingFrames } from "../sections/clipping.ts";
export { convolutional, type ConvolutionalFrames } from "../sections/convolutional.ts";
export { deepest, type DeepestFrames } from "../sections/deepest.ts";
export { depth, type DepthFrames } from "../sections/depth.ts";
export { gates, type GatesFrames } from "../sections/gates.ts";
export { lesions, type LesionsFrames } from "../sections/lesions.ts";
export { allSections as all } from "../sections/sections.ts";
export { shallower, type ShallowerFrames } from "../sections/shallower.ts";
export { variants, type VariantsFrames } from "../sections/variants.ts";
