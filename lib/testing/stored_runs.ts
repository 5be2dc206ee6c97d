import { join } from "node:path";
import type { Dataset } from "../data/dataset.ts";
import { initialize } from "../models/initialize.ts";
import { parameterInfos } from "../models/parameters.ts";
import type { Experiment } from "../train/experiment.ts";
import { runKey, runName } from "../store/run_key.ts";
import { encodeRun, type Run } from "../store/record.ts";
import { writeFolder } from "../store/atomic_folder.ts";

/**
 * A run as if it had been trained, with the initial network and losses that halve every epoch.
 */
export function untrainedRun(
  experiment: Experiment,
  dataset: Pick<Dataset, "digest">,
): Run {
  const { network, training, seed } = experiment;
  return {
    ...runKey(experiment, dataset, { family: "fused" }),
    history: Array.from({ length: training.epochs }, (_, index) => ({
      epoch: index + 1,
      step: index + 1,
      loss: 2 ** (1 - Math.min(index, 19)) + network.depth / 1000,
      accuracy: 0.5,
      learningRate: training.learningRate,
      seconds: 0.25,
      state: "training" as const,
      ...(training.gradientNorms && {
        gradientNorms: parameterInfos(network).map(({ name }, at) => ({
          parameter: name,
          meanNorm: 2 ** -at,
          normOfMean: 2 ** -at / 2,
        })),
      }),
    })),
    parameters: initialize(network, { seed }),
    provenance: {
      sessions: [{
        firstEpoch: 1,
        lastEpoch: training.epochs,
        engine: "no engine",
        rejected: [],
        processor: "no processor",
        deno: Deno.version.deno,
        packages: {},
        started: "2026-01-01T00:00:00.000Z",
        ended: "2026-01-01T00:00:01.000Z",
        seconds: 1,
      }],
    },
  };
}

/** Writes a run to a store's folder. */
export async function storeRun(folder: string, run: Run): Promise<void> {
  await writeFolder(join(folder, runName(run)), encodeRun(run));
}
