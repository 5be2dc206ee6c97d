import type { Network } from "../engines/engine.ts";
import { highwayLayers } from "../models/layers.ts";
import { untilStopped } from "../stop_button.ts";
import { checkSample, type Sample } from "./traces.ts";

/** A highway net with one layer lesioned: a point of Figure 10. */
export interface LesionRow {
  /** The lesioned layer; 2 is the first highway layer of a dense net. */
  readonly layer: number;
  /** Mean cross-entropy (nats) with the layer's gates forced to 0. */
  readonly loss: number;
  /** Accuracy with the lesion, 0 to 1. */
  readonly accuracy: number;
  /** Mean cross-entropy (nats) of the intact net. */
  readonly unlesionedLoss: number;
}

/** Columns of a frame of {@linkcode LesionRow}s of several networks. */
export const lesionSchema = {
  dataset: "string",
  seed: "int",
  layer: "int",
  loss: "float",
  accuracy: "float",
  unlesionedLoss: "float",
} as const;

/**
 * One row per highway layer: the loss over a sample with that layer lesioned.
 *
 * @throws {TypeError} If the network is plain.
 * @throws {Error} If the notebook's stop button is pressed.
 */
export async function lesionRows(
  network: Network,
  sample: Sample,
): Promise<LesionRow[]> {
  checkSample("lesionRows()", sample);
  const { examples, rows } = sample;
  using stop = untilStopped();
  const lesions = await network.evaluateLesions(examples, rows);
  await stop.check();
  const layers = highwayLayers(network.spec);
  const { loss: unlesionedLoss } = await network.evaluate(examples, rows);
  await stop.check();
  return lesions.map(({ loss, accuracy }, index) => ({
    layer: layers[index].layer,
    loss,
    accuracy,
    unlesionedLoss,
  }));
}
