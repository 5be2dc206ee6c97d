/**
 * The experiments of the report's sections, for a data set, a profile and seeds; each is a plain
 * object that {@linkcode Study.train} takes.
 *
 * @module
 */
export {
  clippingExperiments as clipping,
  convolutionalExperiments as convolutional,
  deepestExperiments as deepest,
  depthSweepExperiments as depthSweep,
  diagnosticExperiments as diagnostics,
  gateControlExperiments as gateControls,
  gateExperiments as gates,
  higherRateExperiments as higherRate,
  longestExperiments as longest,
  nearestExperiments as nearest,
  notebookExperiments as asInNotebook,
  rateExperiments as rates,
  type Setting,
  shallowClippingExperiments as shallowClipping,
  shallowerExperiments as shallower,
  variantExperiments as variants,
} from "../sections/experiments.ts";
export { searchedExperiments as searched } from "../sections/searched_experiments.ts";
