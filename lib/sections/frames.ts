/**
 * Polars frames of runs: figures are drawn from them, and claims are judged by them.
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
import type { Sample } from "../diagnostics/traces.ts";
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

/** Columns that say which net a row is of. */
export const netSchema = {
  architecture: "string",
  activation: "string",
  initializer: "string",
  depth: "int",
  dataset: "string",
  seed: "int",
} as const;

/**
 * Columns of {@linkcode historyFrame}: loss (nats) and accuracy (0 to 1) over the epoch's training
 * images as they were seen. Those over the test images are in the last epoch's row; NaN in other
 * rows and in runs of earlier versions.
 */
export const historySchema = {
  ...netSchema,
  epoch,
  loss,
  accuracy,
  testLoss: "float",
  testAccuracy: "float",
  ...restOfEpoch,
} as const;

/** Columns of {@linkcode settingsFrame} and {@linkcode helpFrame}. */
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

/** One row per run and epoch. */
export function historyFrame(runs: readonly Run[]): DataFrame {
  return frame(historySchema, historyRows(runs));
}

/**
 * The same for several groups of runs, with the group's name in the column `settings`.
 *
 * @param groups Runs by name, for example "quoted" for the settings that the report quotes.
 */
export function settingsFrame(groups: Readonly<Record<string, readonly Run[]>>): DataFrame {
  return frame(
    settingsSchema,
    Object.entries(groups).flatMap(([settings, runs]) =>
      historyRows(runs).map((row) => ({ settings, ...row }))
    ),
  );
}

/**
 * The same, with each run's help in training: "clipped" gradients, a rate with "decay", or
 * "neither".
 */
export function helpFrame(runs: readonly Run[]): DataFrame {
  return frame(
    settingsSchema,
    runs.flatMap((run) => {
      const { clipNorm, decay } = run.experiment.training;
      const settings = clipNorm !== undefined ? "clipped" : decay ? "decay" : "neither";
      return historyRows([run]).map((row) => ({ settings, ...row }));
    }),
  );
}

function historyRows(runs: readonly Run[]): Row<typeof historySchema>[] {
  return runs.flatMap(({ experiment: { network, dataset, seed }, history, test }) =>
    history.map((row, index) => {
      const { loss = NaN, accuracy = NaN } = index === history.length - 1 ? test ?? {} : {};
      return { ...network, dataset, seed, testLoss: loss, testAccuracy: accuracy, ...row };
    })
  );
}

/**
 * One row per run: loss and accuracy of the trained network on test images.
 *
 * @param options `images` is the number of test images, drawn from the run's seed; defaults to all.
 */
export function accuracyFrame(
  runs: readonly Run[],
  context: MeasuringContext,
  options: { images?: number } = {},
): Promise<DataFrame> {
  checkGiven("frames.accuracy()", context, ["engine", "datasets"]);
  checkOptions("frames.accuracy()", options, { images: "optional" });
  const { images } = options;
  const measurement = { kind: "accuracy", settings: { images }, schema: accuracySchema };
  return measureRuns(runs, context, measurement, async ({ run, dataset: { test }, use }) => {
    const { network: spec, dataset, seed } = run.experiment;
    const testImages = Math.min(images ?? test.count, test.count);
    const rows = sample(stream(seed, "test sample"), testImages, test.count);
    const evaluation = await use((network) => network.evaluate(test, rows));
    const { step: steps } = run.history.at(-1)!;
    const parameters = parameterCount(spec);
    return [{ dataset, seed, parameters, steps, testImages, ...evaluation }];
  });
}

/**
 * One row per run, layer (without the softmax layer) and state: activation statistics and gradient
 * norm before training (epoch 0) and after it.
 */
export function activationFrame(runs: readonly Run[], context: Context): Promise<DataFrame> {
  const { samples } = settingsOf("frames.activations()", context, ["samples"]);
  const measurement = { kind: "activations", settings: { samples }, schema: activationSchema };
  return measureRuns(runs, context, measurement, async ({ run, images, use }) => {
    const { network: spec, seed } = run.experiment;
    const shown = images(samples);
    const rows: Row<typeof activationSchema>[] = [];
    for (const epoch of [0, run.history.length]) {
      const { activations, norms } = await use(async (network) => ({
        activations: await activationRows(network, shown),
        norms: await layerGradientNorms(network, shown),
      }), epoch === 0 ? initialize(spec, { seed }) : undefined);
      rows.push(...activations.map((row, index) => (
        { ...spec, seed, epoch, ...row, gradientNorm: norms[index] }
      )));
    }
    return rows;
  });
}

/** One row per run, epoch and parameter: gradient norms. */
export function gradientFrame(runs: readonly Run[]): DataFrame {
  return frame(
    gradientSchema,
    runs.flatMap(({ experiment: { network, training: { learningRate }, seed }, history }) =>
      gradientRows(network, history).map((row) => ({ ...network, learningRate, seed, ...row }))
    ),
  );
}

/** Measured with the parameters after training or, as a control, with the initial ones. */
export type NetState = "trained" | "untrained";

/** One row per run and transform gate: statistics over a sample, and values for one image. */
export function gateFrame(
  runs: readonly Run[],
  context: Context,
  state: NetState = "trained",
): Promise<DataFrame> {
  const { samples } = settingsOf("frames.gates()", context, ["samples"]);
  const measurement = { kind: "gates", state, settings: { samples }, schema: gateSchema };
  return measureRuns(runs, context, measurement, async ({ run, images, use }) => {
    const { network: spec, dataset, seed } = run.experiment;
    const shown = images(samples);
    const gates = await use((network) => gateRows(network, shown, { image: shown.rows[0] }));
    const initialBias = spec.architecture === "plain" ? NaN : spec.gateBias;
    return gates.map((row) => ({ dataset, seed, initialBias, ...row }));
  });
}

/**
 * One row per run of a plain net and unit: its output for the image that {@linkcode gateFrame}
 * uses.
 */
export function outputFrame(
  runs: readonly Run[],
  context: Context,
  state: NetState = "trained",
): Promise<DataFrame> {
  const { samples } = settingsOf("frames.outputs()", context, ["samples"]);
  const measurement = { kind: "outputs", state, settings: { samples }, schema: outputSchema };
  return measureRuns(runs, context, measurement, async ({ run, images, use }) => {
    const { dataset, seed } = run.experiment;
    const { examples, rows: [row] } = images(samples);
    const outputs = await use((network) => outputRows(network, { examples, row }));
    return outputs.map((row) => ({ dataset, seed, ...row }));
  });
}

/** One row per run and highway layer: training loss with that layer lesioned. */
export function lesionFrame(
  runs: readonly Run[],
  context: Context,
  state: NetState = "trained",
): Promise<DataFrame> {
  const { lesionSamples } = settingsOf("frames.lesions()", context, []);
  const measurement = { kind: "lesions", state, settings: { lesionSamples }, schema: lesionSchema };
  return measureRuns(runs, context, measurement, async ({ run, images, use }) => {
    const { dataset, seed } = run.experiment;
    const lesions = await use((network) => lesionRows(network, images(lesionSamples)));
    return lesions.map((row) => ({ dataset, seed, ...row }));
  });
}

/** One row per run: training loss with a range of highway layers lesioned together. */
export function jointLesionFrame(
  runs: readonly Run[],
  context: Context,
  { first, last, state = "trained" }: { first: number; last: number; state?: NetState },
): Promise<DataFrame> {
  const { lesionSamples } = settingsOf("frames.jointLesions()", context, []);
  const settings = { lesionSamples, first, last };
  const measurement = { kind: "joint-lesions", state, settings, schema: jointLesionSchema };
  return measureRuns(runs, context, measurement, async ({ run, images, parameters, use }) => {
    const { network: spec, dataset, seed } = run.experiment;
    const layers = highwayLayers(spec).slice(first - 1, last).map(({ layer }) => layer);
    const { examples, rows } = images(lesionSamples);
    const evaluate = (network: Network) => network.evaluate(examples, rows);
    const { loss, accuracy } = await use(evaluate, lesioned(parameters(), layers));
    const { loss: unlesionedLoss } = await use(evaluate);
    return [{ dataset, seed, first, last, loss, accuracy, unlesionedLoss }];
  });
}

/** @throws {TypeError} If the context lacks something. */
function settingsOf(
  caller: string,
  context: Context,
  required: readonly (keyof Context["settings"])[],
): Context["settings"] {
  checkGiven(caller, context, ["engine", "datasets", "settings"]);
  checkGiven(caller, context.settings, required);
  return context.settings;
}

type MeasuringContext = Pick<Context, "engine" | "datasets" | "frames">;

/** A run, and ways to run its network. */
interface MeasuredRun {
  readonly run: Run;
  readonly dataset: Dataset;
  /** Of the state that is measured. */
  parameters(): Parameters;
  /**
   * The images that the run was trained on, or `count` of them, with the labels of its training.
   */
  images(count?: number): Sample;
  /** Loads the network with {@linkcode parameters} or with others, and disposes of it after use. */
  use<Result>(
    measure: (network: Network) => Promise<Result>,
    parameters?: Parameters,
  ): Promise<Result>;
}

/** Concatenates the rows measured in each run; a stored frame is read instead of measured. */
async function measureRuns<S extends Schema>(
  runs: readonly Run[],
  context: MeasuringContext,
  { schema, state = "trained", kind, settings }: Measurement & { schema: S; state?: NetState },
  measure: (run: MeasuredRun) => Promise<Row<S>[]>,
): Promise<DataFrame> {
  const measurement = { kind: state === "trained" ? kind : `untrained-${kind}`, settings };
  const measured: DataFrame[] = [];
  using stop = untilStopped();
  for (const run of runs) {
    await stop.check();
    const make = async () => frame(schema, await measure(measuredRun(run, context, state)));
    const found = await (context.frames?.frame(run, measurement, make) ?? make());
    const dataset = pl.lit(run.experiment.dataset).alias("dataset"); // older frames have its title
    measured.push("dataset" in schema ? found.withColumns(dataset) : found);
  }
  await stop.check();
  return measured.length > 0
    ? pl.concat(measured, { how: "vertical", rechunk: true })
    : frame(schema, []);
}

function measuredRun(
  run: Run,
  { engine, datasets }: MeasuringContext,
  state: NetState,
): MeasuredRun {
  const { experiment } = run;
  const { network: spec, seed } = experiment;
  const dataset = datasets.find(({ name }) => name === experiment.dataset);
  if (!dataset) throw new RangeError(`Cannot look into a run on ${experiment.dataset}: not loaded`);
  const parameters = () => {
    if (state === "untrained") return initialize(spec, { seed });
    if (run.parameters) return run.parameters;
    throw new Error(
      `Cannot look into ${experimentTitle(experiment, dataset)}: its record was kept without ` +
        "parameters, and without this measurement",
    );
  };
  return {
    run,
    dataset,
    parameters,
    images(count) {
      const rows = trainingRows(experiment, dataset);
      const some = Math.min(count ?? rows.length, rows.length);
      const chosen = sample(stream(seed, "diagnostic sample"), some, rows.length);
      return {
        examples: trainingExamples(experiment, dataset),
        rows: chosen.map((index) => rows[index]),
      };
    },
    async use(measure, others = parameters()) {
      const network = await engine.load(spec, others);
      try {
        return await measure(network);
      } finally {
        network.dispose();
      }
    },
  };
}
