import type { Dataset } from "../data/dataset.ts";
import type { Engine } from "../engines/engine.ts";
import { initialize } from "../models/initialize.ts";
import { checkExperiment } from "../train/check_experiment.ts";
import {
  type Experiment,
  experimentTitle,
  trainingExamples,
  trainingRows,
} from "../train/experiment.ts";
import { runKey, runName } from "./run_key.ts";
import { checkExperimentNames } from "../train/experiment_names.ts";
import { addToLiveFile, beginLiveFile } from "./live_file.ts";
import { beginSession, sameArithmetic } from "./provenance.ts";
import type { Checkpoint, Run } from "./record.ts";
import type { OnNotice, RunStore } from "./run_store.ts";
import { type EpochRow, train } from "../train/train.ts";

/** Settings of {@linkcode run}. */
export interface RunOptions {
  readonly engine: Engine;
  readonly store: RunStore;
  /** Trains anew, beside stored runs; a second call with the same tag takes that run. */
  readonly freshTag?: string;
  /** Least time between checkpoints in seconds; defaults to 30. */
  readonly checkpointSeconds?: number;
  /**
   * Number of epochs that suffices for now: the training stops there with a checkpoint. The returned
   * run has at least as many epochs, or diverged. Defaults to all.
   */
  readonly until?: number;
  /** Ends the training after the current epoch, with a checkpoint. */
  readonly signal?: AbortSignal;
  /** Called after each epoch of a training, and awaited. */
  readonly onEpoch: (row: EpochRow) => unknown;
  /** Receives notices about waiting for another process, resuming, and damaged files. */
  readonly onNotice?: OnNotice;
}

/**
 * An experiment's run: from the store if possible, else trained and stored. A stopped or killed
 * training resumes from its last checkpoint, and ends with the same bits as an uninterrupted one on
 * the same engine, threads, BLAS and processor. If several processes ask for one run, one trains it
 * and the others wait.
 *
 * @throws {RangeError} If a setting of the experiment is out of range.
 * @throws {TypeError} If one is unknown or missing.
 * @throws {Error} If the run cannot be kept.
 * @throws The signal's reason, if it is aborted; a checkpoint is kept.
 */
export async function run(
  experiment: Experiment,
  dataset: Dataset,
  options: RunOptions,
): Promise<Run> {
  const { engine, store, freshTag, until = Infinity, signal } = options;
  const { checkpointSeconds = 30, onEpoch, onNotice = () => {} } = options;
  checkExperimentNames(experiment);
  checkExperiment(experiment);
  const key = runKey(experiment, dataset, engine, freshTag);
  const name = runName(key);
  const title = experimentTitle(experiment, dataset);

  const stored = store.load(name);
  if (stored) {
    await store.removeCheckpoints(runName(stored));
    return stored;
  }
  await using folder = await store.train(name, {
    signal,
    onWait: (holder) =>
      onNotice(
        `${title} is being trained by ` +
          (holder ? `process ${holder.pid} on ${holder.host}` : "another process") +
          ": waiting for it",
      ),
  });
  const storedMeanwhile = store.load(name, onNotice);
  if (storedMeanwhile) return storedMeanwhile;
  const checkpoint = folder.latest(onNotice);
  if (checkpoint && checkpoint.history.length >= until) return checkpoint;
  const { training, network: spec, seed } = experiment;
  const history = [...checkpoint?.history ?? []];
  const sessions = checkpoint?.provenance.sessions ?? [];
  const session = await beginSession(engine, history.length + 1);
  if (checkpoint) {
    const exact = sameArithmetic(sessions.at(-1)!, session(history.length));
    onNotice(
      `${title} goes on after epoch ${history.length}` +
        (exact ? "" : `, so far trained with ${sessions.at(-1)!.engine}: equal but for rounding`),
    );
  }
  const network = await engine.load(
    spec,
    checkpoint?.parameters ?? initialize(spec, { seed }),
    checkpoint?.velocity,
  );
  /** The run up to the current epoch. */
  const state = async (): Promise<Checkpoint> => ({
    ...key,
    history,
    parameters: await network.parameters(),
    velocity: await network.velocity(),
    provenance: {
      ...(dataset.unverified && { unverifiedData: true }),
      sessions: [...sessions, session(history.length)],
    },
  });
  try {
    const data = {
      examples: trainingExamples(experiment, dataset),
      rows: trainingRows(experiment, dataset),
    };
    await beginLiveFile(folder.path, experiment, history);
    let kept = performance.now();
    for await (const row of train(network, data, { ...training, seed }, history.at(-1))) {
      history.push(row);
      await addToLiveFile(folder.path, row);
      await onEpoch(row);
      if (row.state === "diverged" || row.epoch === training.epochs) break;
      const enough = row.epoch === until;
      if (enough || signal?.aborted || performance.now() - kept >= 1000 * checkpointSeconds) {
        const checkpoint = await state();
        await folder.save(checkpoint);
        if (enough) return checkpoint;
        kept = performance.now();
      }
      signal?.throwIfAborted();
    }
    const { velocity: _, ...last } = await state();
    const testRows = Uint32Array.from({ length: dataset.test.count }, (_, row) => row);
    const test = await network.evaluate(dataset.test, testRows);
    const run: Run = { ...last, test };
    await folder.finish(run);
    return run;
  } finally {
    network.dispose();
  }
}
