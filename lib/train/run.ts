import type { Dataset } from "../data/dataset.ts";
import type { Engine } from "../engines/engine.ts";
import { initialize } from "../models/initialize.ts";
import { type Experiment, runName, trainingRows } from "./experiment.ts";
import type { Run, RunStore } from "./run_store.ts";
import { type EpochRow, train } from "./train.ts";

/**
 * An experiment's run: from the store where it is there, else trained and stored.
 *
 * @param onEpoch Called after each epoch of a training, and awaited.
 */
export async function run(
  experiment: Experiment,
  dataset: Dataset,
  { engine, store, onEpoch }: {
    engine: Engine;
    store: RunStore;
    onEpoch: (row: EpochRow) => unknown;
  },
): Promise<Run> {
  const name = runName(experiment, dataset, engine);
  const stored = await store.load(name);
  if (stored) return stored;
  const { network: spec, training, seed } = experiment;
  const network = await engine.load(spec, initialize(spec, { seed }));
  try {
    const data = { examples: dataset.train, rows: trainingRows(experiment, dataset) };
    const history: EpochRow[] = [];
    for await (const row of train(network, data, { ...training, seed })) {
      history.push(row);
      await onEpoch(row);
    }
    const trained: Run = {
      experiment,
      history,
      parameters: await network.parameters(),
      provenance: {
        engine: engine.description,
        passedOver: engine.passedOver,
        dataDigest: dataset.digest,
        deno: Deno.version.deno,
        finished: new Date().toISOString(),
      },
    };
    await store.save(name, trained);
    return trained;
  } finally {
    network.dispose();
  }
}
