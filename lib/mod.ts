/**
 * Highway networks, as the notebooks use them. A {@linkcode Study} has the data, the engine and the
 * folder of figures of one notebook. Experiments are plain objects; a run is trained once and
 * stored; frames of measurements are the input of figures and of verdicts on the report's claims.
 *
 * @example Train a small highway network
 * ```ts
 * import { createEngine, highway, initialize, loadDataset, train } from "./mod.ts";
 *
 * const engine = await createEngine();
 * const { train: examples } = await loadDataset("glyphs");
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
export type { Dataset, DatasetName, Examples, PublishedName } from "./data/dataset.ts";
export type { DownloadProgress } from "./data/download.ts";
export type { FindOptions } from "./data/find.ts";
export { loadDataset } from "./data/load.ts";
export type { Sample } from "./diagnostics/traces.ts";
export type {
  Engine,
  EpochOptions,
  EpochResult,
  Evaluation,
  GradientNorm,
  Network,
  Trace,
  WeightDecay,
} from "./engines/engine.ts";
export type { BackendName, EngineName } from "./engines/names.ts";
export { createEngine, type EngineOptions } from "./engines/select.ts";
export type { ColourName } from "./figures/colours.ts";
export type { Figure, LegendEntry, Panel, PanelRow } from "./figures/figure.ts";
export type { Frame } from "./frame.ts";
export * as convolutionalNets from "./mod/convolutional_nets.ts";
export * as diagnostics from "./mod/diagnostics.ts";
export * as figures from "./mod/figures.ts";
export * as frames from "./mod/frames.ts";
export * as published from "./mod/published.ts";
export * as sections from "./mod/sections.ts";
export * as tfjs from "./mod/tfjs.ts";
export {
  convolutional,
  type ConvolutionalOptions,
  type ConvolutionalSpec,
  type ImageShape,
  type Stage,
} from "./models/convolutional.ts";
export { initialize } from "./models/initialize.ts";
export {
  type Activation,
  type DenseOptions,
  highway,
  type HighwaySpec,
  type Initializer,
  type NetworkSpec,
  plain,
  type PlainSpec,
} from "./models/network_spec.ts";
export { type Parameter, type Parameters } from "./models/parameters.ts";
export { decodeSafetensors, encodeSafetensors } from "./models/safetensors.ts";
export type { Headline } from "./sections/headline.ts";
export type { Profile } from "./sections/profile.ts";
export { type JudgedSection, openStudy, type Study, type StudyParameters } from "./report/study.ts";
export type { Context, Setting } from "./sections/context.ts";
export type { Discrepancy, Groups, GrowingLine, Section } from "./sections/section.ts";
export type {
  Claim,
  ControlResult,
  HoldsInReport,
  JudgedClaim,
  Verdict,
} from "./sections/verdict.ts";
export type { Experiment } from "./train/experiment.ts";
export type { Run } from "./store/record.ts";
export type { RunKey } from "./store/run_key.ts";
export { type EpochRow, train, type Training } from "./train/train.ts";
