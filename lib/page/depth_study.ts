import { createHash } from "node:crypto";
import { join } from "node:path";
import { type Dataset, fullTitle } from "../data/dataset.ts";
import { activationRows } from "../diagnostics/activations.ts";
import { layerGradientNorms } from "../diagnostics/gradients.ts";
import type { Sample } from "../diagnostics/traces.ts";
import type { Engine, Network } from "../engines/engine.ts";
import { initialize } from "../models/initialize.ts";
import {
  type Activation,
  highway,
  type Initializer,
  type NetworkSpec,
  plain,
} from "../models/network_spec.ts";
import { replaceFile } from "../store/replace_file.ts";
import { type Experiment, trainingRows } from "../train/experiment.ts";
import { resultsVersion } from "../store/run_key.ts";
import { train } from "../train/train.ts";

/** Nets of the study, and how long they are trained. */
export interface DepthStudyPlan {
  readonly depths: readonly number[];
  readonly images: number;
  /** Epochs after which a net is looked into, ascending; 0 is before training. */
  readonly epochs: readonly number[];
}

/** Short enough that all 48 nets take seconds, long enough that deep plain nets part from others. */
export const depthStudyPlan: DepthStudyPlan = {
  depths: [10, 20, 50, 100],
  images: 2048,
  epochs: [0, 1, 2, 5, 10],
};

/** One net of the study: for each epoch of the plan the values of each layer from the first. */
export interface StudiedNet {
  readonly experiment: Experiment;
  /** Of the training's last epoch; the loss (nats) is null if it was not finite. */
  readonly last: {
    readonly epoch: number;
    readonly loss: number | null;
    readonly accuracy: number;
  };
  readonly seconds: number;
  readonly mean: readonly (readonly (number | null)[])[];
  readonly variance: readonly (readonly (number | null)[])[];
  /** L2 norm of the gradient of a layer's weights and biases, gates included. */
  readonly gradient: readonly (readonly (number | null)[])[];
}

/** The study as it is kept. */
export interface DepthStudy {
  readonly data: string;
  readonly plan: DepthStudyPlan;
  readonly engine: string;
  readonly seconds: number;
  readonly nets: readonly StudiedNet[];
}

export interface DepthStudyOptions {
  readonly engine: Engine;
  /** A folder that keeps the study; made if it is not there. */
  readonly folder: string;
  readonly plan?: DepthStudyPlan;
  readonly onNet?: (done: number, count: number) => void;
  /** Receives a line if the study cannot be kept. */
  readonly onNotice?: (notice: string) => void;
}

/** Of the file that keeps a study: one that is changed has another name. */
const format = 1;

/** Images that a net is looked into with. */
const LOOKED_AT = 512;

/**
 * Activations and gradients, through a short training, of plain and highway nets of several
 * depths, activations and initializers: from the folder where they are there, else computed.
 * The run store keeps networks after their last epoch only, so this is kept beside it, if that is
 * possible.
 */
export async function depthStudy(
  dataset: Dataset,
  options: DepthStudyOptions,
): Promise<DepthStudy> {
  const { engine, folder, plan = depthStudyPlan } = options;
  const { onNet = () => {}, onNotice = () => {} } = options;
  const experiments = depthStudyExperiments(dataset, plan);
  const question = JSON.stringify({
    format,
    mathematics: resultsVersion,
    digest: dataset.digest,
    plan,
    experiments,
  });
  const digest = createHash("sha256").update(question).digest("hex").slice(0, 12);
  const path = join(folder, `depth-study-${digest}.json`);
  const kept = await readKept(path);
  if (kept) return kept;
  const start = performance.now();
  const nets: StudiedNet[] = [];
  for (const experiment of experiments) {
    onNet(nets.length, experiments.length);
    nets.push(await study(experiment, dataset, engine, plan));
  }
  const result: DepthStudy = {
    data: fullTitle(dataset),
    plan,
    engine: engine.description,
    seconds: (performance.now() - start) / 1000,
    nets,
  };
  try {
    await Deno.mkdir(folder, { recursive: true });
    await replaceFile(path, JSON.stringify(result));
  } catch (error) {
    onNotice(`The nets of every kind are not kept: ${(error as Error).message}`);
  }
  return result;
}

/** A file that was written whole; one that cannot be read or is not JSON is computed again. */
async function readKept(path: string): Promise<DepthStudy | undefined> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch {
    return undefined;
  }
}

/**
 * Every depth, activation and initializer, plain and highway, with seed 1. Plain nets have the
 * diagnostic nets' learning rate and highway nets the report's.
 */
export function depthStudyExperiments(
  { name, shape, classes }: Dataset,
  { depths, images, epochs }: DepthStudyPlan,
): Experiment[] {
  const sizes = { inputSize: shape[0] * shape[1] * shape[2], classes: classes.length };
  const experiment = (network: NetworkSpec, learningRate: number): Experiment => ({
    network,
    dataset: name,
    images,
    training: { epochs: epochs.at(-1)!, batchSize: 128, learningRate, momentum: 0.9 },
    seed: 1,
  });
  const activations: Activation[] = ["relu", "sigmoid", "tanh"];
  const initializers: Initializer[] = ["glorot-uniform", "he-normal"];
  return depths.flatMap((depth) =>
    activations.flatMap((activation) =>
      initializers.flatMap((initializer) => [
        experiment(plain({ depth, activation, initializer, ...sizes }), 0.003),
        experiment(highway({ depth, activation, initializer, ...sizes }), 0.1),
      ])
    )
  );
}

async function study(
  experiment: Experiment,
  { train: examples, ...dataset }: Dataset,
  engine: Engine,
  { epochs }: DepthStudyPlan,
): Promise<StudiedNet> {
  const { network: spec, training, seed } = experiment;
  const rows = trainingRows(experiment, { ...dataset, train: examples });
  const sample = { examples, rows: rows.subarray(0, LOOKED_AT) };
  const network = await engine.load(spec, initialize(spec, { seed }));
  const looks = [await look(network, sample)];
  let last = { epoch: 0, loss: null as number | null, accuracy: 0 };
  let seconds = 0;
  try {
    for await (const row of train(network, { examples, rows }, { ...training, seed })) {
      if (epochs.includes(row.epoch)) looks.push(await look(network, sample));
      const { epoch, accuracy } = row;
      last = { epoch, accuracy, loss: Number.isFinite(row.loss) ? row.loss : null };
      seconds += row.seconds;
    }
  } finally {
    network.dispose();
  }
  return {
    experiment,
    last,
    seconds,
    mean: looks.map(({ mean }) => mean),
    variance: looks.map(({ variance }) => variance),
    gradient: looks.map(({ gradient }) => gradient),
  };
}

async function look(network: Network, sample: Sample) {
  const statistics = await activationRows(network, sample);
  const norms = await layerGradientNorms(network, sample);
  return {
    mean: statistics.map(({ mean }) => short(mean)),
    variance: statistics.map(({ variance }) => short(variance)),
    gradient: norms.slice(0, -1).map(short), // without the softmax layer
  };
}

/** Three digits, null where not finite: JSON has no other word for it. */
function short(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(3)) : null;
}
