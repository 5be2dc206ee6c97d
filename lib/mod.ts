/**
 * Highway networks: what the notebooks use. A {@linkcode Study} has the data, the engine and the
 * figures' folder of one notebook; experiments are plain objects, runs are trained once and kept,
 * and frames of their diagnostics go into figures and into verdicts on the report's claims.
 *
 * @example Train a small highway network and ask what it has learned
 * ```ts
 * import { createEngine, generateGlyphs, highway, initialize, train } from "./mod.ts";
 *
 * const engine = await createEngine();
 * const { train: examples } = generateGlyphs(1);
 * const spec = highway({ depth: 10, inputSize: 784, classes: 10 });
 * const network = await engine.load(spec, initialize(spec, { seed: 1 }));
 * const rows = Uint32Array.from({ length: 512 }, (_, index) => index);
 * const training = { epochs: 2, batchSize: 128, learningRate: 0.1, momentum: 0.9, seed: 1 };
 * const history = await Array.fromAsync(train(network, { examples, rows }, training));
 * if (!(history[1].loss < history[0].loss)) throw new Error("nothing was learned");
 * await engine.close();
 * ```
 *
 * @module
 */
export type { Dataset, DatasetName, Examples } from "./data/dataset.ts";
export { generateGlyphs } from "./data/glyphs.ts";
export { loadDataset } from "./data/load.ts";
export { generateTextures } from "./data/textures.ts";
export { type ActivationRow, activationRows } from "./diagnostics/activations.ts";
export { type GateRow, gateRows } from "./diagnostics/gates.ts";
export { type GradientRow, gradientRows } from "./diagnostics/gradients.ts";
export { type LesionRow, lesionRows } from "./diagnostics/lesions.ts";
export type { Sample } from "./diagnostics/traces.ts";
export type { Engine, Evaluation, GradientNorm, Network, Trace } from "./engines/engine.ts";
export type { BackendName, EngineName } from "./engines/names.ts";
export { createEngine } from "./engines/select.ts";
export { HighwayLayer, type HighwayLayerArgs } from "./engines/tfjs/highway_layer.ts";
export { clipping } from "./figures/clipping.ts";
export { deadUnits } from "./figures/dead_units.ts";
export { deepestNets } from "./figures/deepest_nets.ts";
export { activationSpread } from "./figures/activation_spread.ts";
export { depthSweep } from "./figures/depth_sweep.ts";
export { gateHeatmaps } from "./figures/gate_heatmaps.ts";
export { gateMeans } from "./figures/gate_means.ts";
export { gradientNorms } from "./figures/gradient_norms.ts";
export { lesionCurves } from "./figures/lesion_curves.ts";
export { meanActivation } from "./figures/mean_activation.ts";
export { variants } from "./figures/variants.ts";
export {
  convolutional,
  type ConvolutionalOptions,
  type ConvolutionalSpec,
  type Stage,
} from "./models/convolutional.ts";
export { cifarNet11, cifarNet19, mnistNet, withoutDropout } from "./models/convolutional_nets.ts";
export { initialize } from "./models/initialize.ts";
export {
  type Activation,
  type DenseSpec,
  highway,
  type HighwaySpec,
  type Initializer,
  type NetworkSpec,
  plain,
  type PlainSpec,
} from "./models/network_spec.ts";
export { type Parameter, type Parameters } from "./models/parameters.ts";
export { decodeSafetensors, encodeSafetensors } from "./models/safetensors.ts";
export { clippingClaims, clippingFrame } from "./report/clipping_claims.ts";
export { convolutionalClaims } from "./report/convolutional_claims.ts";
export { deepestClaims } from "./report/deepest_claims.ts";
export { depthClaims } from "./report/depth_claims.ts";
export { diagnosticClaims } from "./report/diagnostic_claims.ts";
export {
  depthDiscrepancies,
  type Discrepancy,
  gateDiscrepancies,
  gradientDiscrepancies,
  lesionDiscrepancies,
  spreadDiscrepancies,
} from "./report/discrepancies.ts";
export { allClaims, allDiscrepancies, gatherEvidence } from "./report/evidence.ts";
export {
  clippingExperiments,
  convolutionalExperiments,
  deepestExperiments,
  depthSweepExperiments,
  diagnosticExperiments,
  gateExperiments,
  higherRateExperiments,
  nearestExperiments,
  notebookExperiments,
} from "./report/experiments.ts";
export {
  accuracyFrame,
  activationFrame,
  gateFrame,
  gradientFrame,
  historyFrame,
  lesionFrame,
  settingsFrame,
} from "./report/frames.ts";
export { gateClaims, gateSummary } from "./report/gate_claims.ts";
export { lesionClaims } from "./report/lesion_claims.ts";
export { medianSeeds } from "./report/median_seeds.ts";
export {
  publishedFor,
  publishedGradientNorms,
  publishedLesions,
  publishedLosses,
  publishedMeanActivations,
  publishedSpreads,
} from "./report/published.ts";
export { runEnds } from "./report/run_ends.ts";
export { runLine } from "./report/run_line.ts";
export { searchedExperiments } from "./report/searched_experiments.ts";
export { searchesFrame } from "./report/searches_frame.ts";
export { openStudy, type Study } from "./report/study.ts";
export type { JudgedClaim, Verdict } from "./report/verdict.ts";
export type { Experiment } from "./train/experiment.ts";
export type { Run } from "./store/record.ts";
export { type EpochRow, train, type Training } from "./train/train.ts";
