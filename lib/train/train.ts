import { checkOptions, type OptionNames } from "../check_options.ts";
import type { Examples } from "../data/dataset.ts";
import type { GradientNorm, Network, WeightDecay } from "../engines/engine.ts";
import { permutation, stream } from "../random.ts";
import { turn, untilStopped } from "../stop_button.ts";

/** Epochs that a training may have; the longest that the paper trains has 400. */
const MAX_EPOCHS = 100_000;

/** How a network is trained: SGD with momentum and, where given, more. */
export interface Training {
  /** Passes over the training images. */
  readonly epochs: number;
  /** Images in a step; the last step of an epoch may have fewer. */
  readonly batchSize: number;
  /** Learning rate of the first step. */
  readonly learningRate: number;
  /** From 0 to below 1. */
  readonly momentum: number;
  /** Nesterov's momentum. */
  readonly nesterov?: boolean;
  /** Multiples of the weights that are added to their gradients; biases do not decay. */
  readonly weightDecay?: WeightDecay;
  /** Learning rate of biases, as a multiple of that of weights; defaults to 1. */
  readonly biasRate?: number;
  /** The rate is multiplied by `factor` after every `steps` steps (a staircase). */
  readonly decay?: { readonly factor: number; readonly steps: number };
  /** Gradients are scaled down to this global L2 norm where they exceed it. */
  readonly clipNorm?: number;
  /** Keep every epoch's gradient norms. */
  readonly gradientNorms?: boolean;
}

/** What one epoch of training was like. */
export interface EpochRow {
  /** From 1. */
  readonly epoch: number;
  /** Steps taken since training began. */
  readonly step: number;
  /** Training cross-entropy (nats), mean over the epoch's examples as they were seen. */
  readonly loss: number;
  /** Fraction of the epoch's examples that were classified correctly as they were seen. */
  readonly accuracy: number;
  /** Of the epoch's first step. */
  readonly learningRate: number;
  /** Wall-clock time of the epoch. */
  readonly seconds: number;
  /** "diverged" where the loss was not finite: training ended there. */
  readonly state: "training" | "diverged";
  /** By parameter, where the training keeps them. */
  readonly gradientNorms?: readonly GradientNorm[];
}

/** Columns of a frame of {@linkcode EpochRow}s. */
export const epochSchema = {
  epoch: "int",
  step: "int",
  loss: "float",
  accuracy: "float",
  learningRate: "float",
  seconds: "float",
  state: "string",
} as const;

/**
 * Trains a network on the examples at `rows`, in an order drawn anew from `seed` for each epoch,
 * and yields a row after every epoch. Ends early, with a row that says so, where it diverges.
 *
 * @param settings With the `seed` that the order of examples is drawn from.
 * @param after The last row of an earlier training of this network, to go on from there: with its
 * parameters and momentum, nothing else is carried from epoch to epoch.
 * @throws {RangeError} If a setting is out of range, or would do nothing.
 * @throws {TypeError} If a setting is unknown or missing.
 * @throws {Error} After the epoch that is running, if the notebook's stop button is pressed.
 */
export async function* train(
  network: Network,
  sample: { examples: Examples; rows: Uint32Array },
  settings: Training & { seed: number },
  after: Pick<EpochRow, "epoch" | "step"> = { epoch: 0, step: 0 },
): AsyncGenerator<EpochRow> {
  checkOptions("train()", sample, { examples: "required", rows: "required" });
  checkOptions("train()", settings, { ...trainingNames, seed: "required" });
  checkNamesWithin("train()", settings);
  const { examples, rows } = sample;
  const { seed, ...training } = settings;
  const { epochs, batchSize, momentum, clipNorm, gradientNorms } = training;
  const { nesterov, weightDecay, biasRate } = training;
  const stepsPerEpoch = Math.ceil(rows.length / batchSize);
  checkTraining(training);
  checkDecay(training, stepsPerEpoch);
  let { step } = after;
  using stop = untilStopped();
  for (let epoch = after.epoch + 1; epoch <= epochs; epoch++) {
    stop.signal.throwIfAborted();
    const order = permutation(stream(seed, `batches of epoch ${epoch}`), rows.length)
      .map((index) => rows[index]);
    const learningRates = Float32Array.from(
      { length: stepsPerEpoch },
      (_, index) => learningRateAt(training, step + index),
    );
    const start = performance.now();
    const { steps, ...result } = await network.trainEpoch(examples, order, {
      batchSize,
      learningRates,
      momentum,
      nesterov,
      weightDecay,
      biasRate,
      dropout: { seed, epoch },
      clipNorm,
      gradientNorms,
    });
    step += steps;
    const state = Number.isFinite(result.loss) ? "training" : "diverged";
    const seconds = (performance.now() - start) / 1000;
    await turn(); // or an engine that never waits would keep signals from being heard
    yield { epoch, step, learningRate: learningRates[0], seconds, state, ...result };
    if (state === "diverged") break;
  }
  stop.signal.throwIfAborted();
}

/**
 * Checks the names of a training's settings, also of those within others.
 *
 * @param caller What takes them, for example "train()".
 * @throws {TypeError} If one is unknown or missing.
 */
export function checkTrainingNames(caller: string, training: Training): void {
  checkOptions(caller, training, trainingNames);
  checkNamesWithin(caller, training);
}

function checkNamesWithin(caller: string, { decay, weightDecay }: Training): void {
  if (decay !== undefined) {
    checkOptions(`${caller} with this decay`, decay, { factor: "required", steps: "required" });
  }
  if (weightDecay !== undefined) {
    const names = { hidden: "required", output: "required" } as const;
    checkOptions(`${caller} with this weightDecay`, weightDecay, names);
  }
}

const trainingNames: OptionNames<Training> = {
  epochs: "required",
  batchSize: "required",
  learningRate: "required",
  momentum: "required",
  nesterov: "optional",
  weightDecay: "optional",
  biasRate: "optional",
  decay: "optional",
  clipNorm: "optional",
  gradientNorms: "optional",
};

/** Learning rate of a step, counted from 0. */
function learningRateAt({ learningRate, decay }: Training, step: number): number {
  return decay ? learningRate * decay.factor ** Math.floor(step / decay.steps) : learningRate;
}

function require(holds: boolean, what: string, value: unknown): void {
  if (!holds) throw new RangeError(`Cannot train: ${what}, received ${value}`);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

/**
 * Checks settings as far as that does not take the data.
 *
 * @throws {RangeError} If one is out of range, or would do nothing.
 */
export function checkTraining(training: Training): void {
  const { epochs, batchSize, learningRate, momentum, nesterov, decay, clipNorm } = training;
  const { weightDecay, biasRate } = training;
  require(isCount(epochs), "epochs must be a positive integer", epochs);
  require(epochs <= MAX_EPOCHS, `epochs must be at most ${MAX_EPOCHS}`, epochs);
  require(isCount(batchSize), "the batch size must be a positive integer", batchSize);
  require(
    learningRate > 0 && Number.isFinite(learningRate),
    "the learning rate must be positive",
    learningRate,
  );
  require(momentum >= 0 && momentum < 1, "momentum must be at least 0 and below 1", momentum);
  require(clipNorm === undefined || clipNorm > 0, "the norm to clip at must be positive", clipNorm);
  require(!nesterov || momentum > 0, "Nesterov's momentum must be above 0", momentum);
  for (const [layers, factor] of Object.entries(weightDecay ?? {})) {
    require(
      factor >= 0 && Number.isFinite(factor),
      `weight decay of ${layers} layers must be 0 or more`,
      factor,
    );
  }
  require(
    biasRate === undefined || (biasRate > 0 && Number.isFinite(biasRate)),
    "the biases' rate must be positive",
    biasRate,
  );
  if (!decay) return;
  require(decay.factor > 0 && decay.factor < 1, "the decay factor must be in (0, 1)", decay.factor);
  require(isCount(decay.steps), "decay steps must be a positive integer", decay.steps);
}

/** @throws {RangeError} If no step comes after the first decay. */
function checkDecay({ epochs, decay }: Training, stepsPerEpoch: number): void {
  if (!decay) return;
  const last = epochs * stepsPerEpoch;
  require(
    decay.steps < last,
    `the first decay must come before the run's end at step ${last}`,
    decay.steps,
  );
}
