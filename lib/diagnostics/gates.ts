import { checkOptions } from "../check_options.ts";
import type { Network } from "../engines/engine.ts";
import { highwayLayers } from "../models/layers.ts";
import { sizeOf } from "../models/parameters.ts";
import { untilStopped } from "../stop_button.ts";
import { checkSample, type Sample, traces } from "./traces.ts";

/**
 * One transform gate: a cell of each of Figure 9's four heat maps. In a convolutional layer each
 * map is a unit, and values are means over its pixels.
 */
export interface GateRow {
  /** From 2 in dense nets, the first highway layer. */
  readonly layer: number;
  /** From 1. */
  readonly unit: number;
  /** Current gate bias b_T. */
  readonly bias: number;
  /** Mean of T(x) over the sample, 0 to 1. */
  readonly meanGate: number;
  /** T(x) of one image, 0 to 1. */
  readonly gate: number;
  /** Block output y of that image. */
  readonly output: number;
}

/** Columns of a frame of {@linkcode GateRow}s of several networks. */
export const gateSchema = {
  dataset: "string",
  seed: "int",
  layer: "int",
  unit: "int",
  initialBias: "float",
  bias: "float",
  meanGate: "float",
  gate: "float",
  output: "float",
} as const;

/**
 * One row per transform gate: its bias, its mean over a sample, and its value and its block's
 * output for one image.
 *
 * @param options `image` is the row of that image.
 * @throws {TypeError} If the network is plain.
 * @throws {Error} If the notebook's stop button is pressed.
 */
export async function gateRows(
  network: Network,
  sample: Sample,
  options: { image: number },
): Promise<GateRow[]> {
  checkSample("gateRows()", sample);
  checkOptions("gateRows()", options, { image: "required" });
  const layers = highwayLayers(network.spec);
  if (layers.length === 0) {
    throw new TypeError("Cannot measure gates: expected a highway network, received a plain one");
  }
  using stop = untilStopped();
  const sums = layers.map(({ output }) => new Float64Array(output.at(-1)!));
  for await (const { gates } of traces(network, sample)) {
    for (const [index, values] of gates.entries()) addByUnit(sums[index], values);
  }
  const parameters = await network.parameters();
  const one = await network.trace(sample.examples, Uint32Array.of(options.image));
  await stop.check();
  return layers.flatMap(({ layer, output }, index) => {
    const units = output.at(-1)!;
    const pixels = sizeOf(output) / units;
    const gates = addByUnit(new Float64Array(units), one.gates[index]);
    const outputs = addByUnit(new Float64Array(units), one.outputs[layer - 1]);
    return Array.from(sums[index], (sum, unit) => ({
      layer,
      unit: unit + 1,
      bias: parameters[`layers.${layer}.bT`].values[unit],
      meanGate: sum / (sample.rows.length * pixels),
      gate: gates[unit] / pixels,
      output: outputs[unit] / pixels,
    }));
  });
}

/** Adds values to the sums of their units, which are the last axis of their shape. */
function addByUnit(sums: Float64Array, values: Float32Array): Float64Array {
  for (let at = 0; at < values.length;) {
    for (let unit = 0; unit < sums.length; unit++, at++) sums[unit] += values[at];
  }
  return sums;
}
