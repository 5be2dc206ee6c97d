/**
 * Frames of a section's runs: what figures are drawn from and claims are judged by.
 *
 * @module
 */
import pl, { type DataFrame } from "nodejs-polars";
import { checkGiven, checkOptions } from "../check_options.ts";
import type { Dataset } from "../data/dataset.ts";
import { activationRows, activationSchema } from "../diagnostics/activations.ts";
import { gateRows, gateSchema } from "../diagnostics/gates.ts";
import { gradientRows, gradientSchema, layerGradientNorms } from "../diagnostics/gradients.ts";
import { lesioned } from "../diagnostics/joint_lesion.ts";
import { lesionRows, lesionSchema } from "../diagnostics/lesions.ts";
import { outputRows, outputSchema } from "../diagnostics/outputs.ts";
import type { Network } from "../engines/engine.ts";
import { frame, type Row, type Schema } from "../frame.ts";
import { initialize } from "../models/initialize.ts";
import { highwayLayers } from "../models/layers.ts";
import { parameterCount, type Parameters } from "../models/parameters.ts";
import { sample, stream } from "../random.ts";
import { untilStopped } from "../stop_button.ts";
import { experimentTitle, trainingExamples, trainingRows } from "../train/experiment.ts";
import type { Run } from "../store/record.ts";
import { epochSchema } from "../train/train.ts";
import type { Measurement } from "../store/frame_store.ts";
import type { Context } from "./context.ts";

const { epoch, step: _, loss, accuracy, ...restOfEpoch } = epochSchema;

/**
 * Columns of {@linkcode historyFrame}: loss in nats, accuracy 0 to 1, over the epoch's training images
 * as they were seen; after the last epoch those over the test images too, NaN in other rows and in
 * runs that earlier versions trained.
 */
export const historySchema = {
  architecture: "string",
  activation: "string",
  initializer: "string",
  depth: "int",
  dataset: "string",
  seed: "int",
  epoch,
  loss,
  accuracy,
  testLoss: "float",
  testAccuracy: "float",
  ...restOfEpoch,
} as const;

/** Columns of {@linkcode settingsFrame}. */
export const settingsSchema = { settings: "string", ...historySchema } as const;

/** Columns of {@linkcode accuracyFrame}: loss in nats, accuracy 0 to 1. */
export const accuracySchema = {
  dataset: "string",
  seed: "int",
  parameters: "int",
  steps: "int",
  testImages: "int",
  loss: "float",
  accuracy: "float",
} as const;

/** Columns of {@linkcode jointLesionFrame}: losses in nats, accuracy 0 to 1. */
export const jointLesionSchema = {
  dataset: "string",
  seed: "int",
  /** Lesioned highway layers, counted from the first highway layer. */
  first: "int",
  last: "int",
  loss: "float",
  accuracy: "float",
  unlesionedLoss: "float",
} as const;

/** Every epoch of every run. */
export function historyFrame(runs: readonly Run[]): DataFrame {
  return frame(historySchema, historyRows(runs));
}

/**
 * The same of runs with the settings that the report quotes, of runs at a higher rate, and of runs
 * with the best settings of a search.
 */
export function settingsFrame(
  { quoted, higherRate, searched }: Readonly<
    Record<"quoted" | "higherRate" | "searched", readonly Run[]>
  >,
): DataFrame {
  const rows = [
    ["quoted", quoted],
    ["rate 0.01", higherRate],
    ["best of search", searched],
  ] as const;
  return frame(
    settingsSchema,
    rows.flatMap(([settings, runs]) => historyRows(runs).map((row) => ({ settings, ...row }))),
  );
}

function historyRows(runs: readonly Run[]): Row<typeof historySchema>[] {
  return runs.flatMap((run) =>
    run.history.map((row, index) => {
      const test = index === run.history.length - 1 ? run.test : undefined;
      return {
        ...run.experiment.network,
        dataset: run.experiment.dataset,
        seed: run.experiment.seed,
        testLoss: test?.loss ?? NaN,
        testAccuracy: test?.accuracy ?? NaN,
        ...row,
      };
    })
  );
}

/**
 * Loss and accuracy of every run after training, on images that it was not trained on.
 *
 * @param options `images` are test images, drawn from the run's seed; all of them by default.
 */
export function accuracyFrame(
  runs: readonly Run[],
  context: Pick<Context, "engine" | "datasets" | "frames">,
  options: { images?: number } = {},
): Promise<DataFrame> {
  checkGiven("frames.accuracy()", context, ["engine", "datasets"]);
  checkOptions("frames.accuracy()", options, { images: "optional" });
  const { images } = options;
  const measurement = { kind: "accuracy", settings: { images } };
  return measureRuns(runs, context, { ...measurement, schema: accuracySchema }, async (run) => {
    const { test } = datasetOf(run, context.datasets);
    const { network: spec, dataset, seed } = run.experiment;
    const testImages = Math.min(images ?? test.count, test.count);
    const chosen = sample(stream(seed, "test sample"), testImages, test.count);
    const evaluation = await withNetwork(
      run,
      context,
      parametersOf(run, context),
      (network) => network.evaluate(test, chosen),
    );
    const { step: steps } = run.history.at(-1)!;
    const parameters = parameterCount(spec);
    return [{ dataset, seed, parameters, steps, testImages, ...evaluation }];
  });
}

/**
 * Activation statistics and gradient norm of every layer of every run, before training (epoch 0)
 * and after it; the softmax layer is not among them.
 */
export function activationFrame(runs: readonly Run[], context: Context): Promise<DataFrame> {
  checkContext("frames.activations()", context, ["samples"]);
  const { samples } = context.settings;
  const measurement = { kind: "activations", settings: { samples } };
  return measureRuns(runs, context, { ...measurement, schema: activationSchema }, async (run) => {
    const { network: spec, seed } = run.experiment;
    const before = { epoch: 0, parameters: initialize(spec, { seed }) };
    const after = { epoch: run.history.length, parameters: parametersOf(run, context) };
    const images = sampleOf(run, context, samples);
    const rows: Row<typeof activationSchema>[] = [];
    for (const { epoch, parameters } of [before, after]) {
      const { activations, norms } = await withNetwork(
        run,
        context,
        parameters,
        async (network) => ({
          activations: await activationRows(network, images),
          norms: await layerGradientNorms(network, images),
        }),
      );
      rows.push(...activations.map((row, index) => ({
        ...spec,
        seed,
        epoch,
        ...row,
        gradientNorm: norms[index],
      })));
    }
    return rows;
  });
}

/** Gradient norms of every parameter and epoch of every run. */
export function gradientFrame(runs: readonly Run[]): DataFrame {
  return frame(
    gradientSchema,
    runs.flatMap(({ experiment: { network, training: { learningRate }, seed }, history }) =>
      gradientRows(network, history).map((row) => ({ ...network, learningRate, seed, ...row }))
    ),
  );
}

/** Of a net as it was trained, or as it was before: a control. */
export type NetState = "trained" | "untrained";

/** Every transform gate of every run, over a sample and for one image. */
export function gateFrame(
  runs: readonly Run[],
  context: Context,
  state: NetState = "trained",
): Promise<DataFrame> {
  checkContext("frames.gates()", context, ["samples"]);
  const { samples } = context.settings;
  const measurement = { kind: kindOf("gates", state), settings: { samples } };
  return measureRuns(runs, context, { ...measurement, schema: gateSchema }, async (run) => {
    const { network: spec, dataset, seed } = run.experiment;
    const images = sampleOf(run, context, samples);
    const gates = await withNetwork(
      run,
      context,
      parametersOf(run, context, state),
      (network) => gateRows(network, images, { image: images.rows[0] }),
    );
    const initialBias = spec.architecture === "plain" ? NaN : spec.gateBias;
    return gates.map((row) => ({ dataset, seed, initialBias, ...row }));
  });
}

/** What every unit of every plain net hands on, for the image for which gates are shown. */
export function outputFrame(
  runs: readonly Run[],
  context: Context,
  state: NetState = "trained",
): Promise<DataFrame> {
  checkContext("frames.outputs()", context, ["samples"]);
  const { samples } = context.settings;
  const measurement = { kind: kindOf("outputs", state), settings: { samples } };
  return measureRuns(runs, context, { ...measurement, schema: outputSchema }, async (run) => {
    const { examples, rows: [row] } = sampleOf(run, context, samples);
    const outputs = await withNetwork(
      run,
      context,
      parametersOf(run, context, state),
      (network) => outputRows(network, { examples, row }),
    );
    const { dataset, seed } = run.experiment;
    return outputs.map((row) => ({ dataset, seed, ...row }));
  });
}

/** Training loss of every run after lesioning each of its layers. */
export function lesionFrame(
  runs: readonly Run[],
  context: Context,
  state: NetState = "trained",
): Promise<DataFrame> {
  checkContext("frames.lesions()", context, []);
  const { lesionSamples } = context.settings;
  const measurement = { kind: kindOf("lesions", state), settings: { lesionSamples } };
  return measureRuns(runs, context, { ...measurement, schema: lesionSchema }, async (run) => {
    const lesions = await withNetwork(
      run,
      context,
      parametersOf(run, context, state),
      (network) => lesionRows(network, sampleOf(run, context, lesionSamples)),
    );
    const { dataset, seed } = run.experiment;
    return lesions.map((row) => ({ dataset, seed, ...row }));
  });
}

/** Training loss of every run with a range of its highway layers lesioned together. */
export function jointLesionFrame(
  runs: readonly Run[],
  context: Context,
  { first, last, state = "trained" }: { first: number; last: number; state?: NetState },
): Promise<DataFrame> {
  checkContext("frames.jointLesions()", context, []);
  const { lesionSamples } = context.settings;
  const measurement = {
    kind: kindOf("joint-lesions", state),
    settings: { lesionSamples, first, last },
  };
  return measureRuns(runs, context, { ...measurement, schema: jointLesionSchema }, async (run) => {
    const { network: spec, dataset, seed } = run.experiment;
    const intact = parametersOf(run, context, state);
    const layers = highwayLayers(spec).slice(first - 1, last).map(({ layer }) => layer);
    const { examples, rows } = sampleOf(run, context, lesionSamples);
    const evaluate = (parameters: Parameters) =>
      withNetwork(run, context, parameters, (network) => network.evaluate(examples, rows));
    const { loss, accuracy } = await evaluate(lesioned(intact, layers));
    const { loss: unlesionedLoss } = await evaluate(intact);
    return [{ dataset, seed, first, last, loss, accuracy, unlesionedLoss }];
  });
}

/** @throws {TypeError} If something of a study is missing. */
function checkContext(
  caller: string,
  context: Context,
  settings: readonly (keyof Context["settings"])[],
): void {
  checkGiven(caller, context, ["engine", "datasets", "settings"]);
  checkGiven(caller, context.settings, settings);
}

/** What is measured in each run, one below the other; from where it is kept, if it is. */
async function measureRuns<S extends Schema>(
  runs: readonly Run[],
  { frames }: Pick<Context, "frames">,
  { schema, ...measurement }: Measurement & { schema: S },
  measure: (run: Run) => Promise<Row<S>[]>,
): Promise<DataFrame> {
  const measured: DataFrame[] = [];
  using stop = untilStopped();
  for (const run of runs) {
    await stop.check();
    const make = async () => frame(schema, await measure(run));
    const found = frames ? await frames.frame(run, measurement, make) : await make();
    const dataset = pl.lit(run.experiment.dataset).alias("dataset"); // older frames have its title
    measured.push("dataset" in schema ? found.withColumns(dataset) : found);
  }
  await stop.check();
  return measured.length > 0
    ? pl.concat(measured, { how: "vertical", rechunk: true })
    : frame(schema, []);
}

function kindOf(measured: string, state: NetState): string {
  return state === "trained" ? measured : `untrained-${measured}`;
}

function parametersOf(
  run: Run,
  { datasets }: Pick<Context, "datasets">,
  state: NetState = "trained",
): Parameters {
  const { network, seed } = run.experiment;
  if (state === "untrained") return initialize(network, { seed });
  if (run.parameters) return run.parameters;
  const title = experimentTitle(run.experiment, datasetOf(run, datasets));
  throw new Error(
    `Cannot look into ${title}: its record was kept without parameters, and without this measurement`,
  );
}

function datasetOf({ experiment }: Run, datasets: readonly Dataset[]): Dataset {
  const dataset = datasets.find(({ name }) => name === experiment.dataset);
  if (!dataset) throw new RangeError(`Cannot look into a run on ${experiment.dataset}: not loaded`);
  return dataset;
}

/** Some, or all, of the images that a run was trained on, with the labels that it was trained on. */
function sampleOf(run: Run, { datasets }: Context, count?: number) {
  const dataset = datasetOf(run, datasets);
  const rows = trainingRows(run.experiment, dataset);
  const chosen = sample(
    stream(run.experiment.seed, "diagnostic sample"),
    Math.min(count ?? rows.length, rows.length),
    rows.length,
  );
  const examples = trainingExamples(run.experiment, dataset);
  return { examples, rows: chosen.map((index) => rows[index]) };
}

async function withNetwork<Result>(
  run: Run,
  { engine }: Pick<Context, "engine">,
  parameters: Parameters,
  use: (network: Network) => Promise<Result>,
): Promise<Result> {
  const network = await engine.load(run.experiment.network, parameters);
  try {
    return await use(network);
  } finally {
    network.dispose();
  }
}
