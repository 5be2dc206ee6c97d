import type { Network } from "../engines/engine.ts";
import { type Sample, traces } from "./traces.ts";

/** One transform gate after training: a cell of each of Figure 9's four heat maps. */
export interface GateRow {
  /** From 2, the first highway layer. */
  readonly layer: number;
  /** From 1. */
  readonly unit: number;
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
 * Every transform gate of a highway net: its bias, its mean over a sample, and its value and its
 * block's output for one image; layers x units rows.
 *
 * @param image Row of the one image.
 * @throws {TypeError} If the network is plain.
 */
export async function gateRows(
  network: Network,
  sample: Sample,
  { image }: { image: number },
): Promise<GateRow[]> {
  const { depth, width, architecture } = network.spec;
  if (architecture !== "highway") throw new TypeError("Cannot show gates: a plain net has none");
  const sums = Array.from({ length: depth - 1 }, () => new Float64Array(width));
  for await (const { gates } of traces(network, sample)) {
    for (const [index, values] of gates.entries()) {
      for (let at = 0; at < values.length; at++) sums[index][at % width] += values[at];
    }
  }
  const parameters = await network.parameters();
  const one = await network.trace(sample.examples, Uint32Array.of(image));
  return sums.flatMap((layerSums, index) =>
    Array.from(layerSums, (sum, unit) => ({
      layer: index + 2,
      unit: unit + 1,
      bias: parameters[`layers.${index + 2}.bT`].values[unit],
      meanGate: sum / sample.rows.length,
      gate: one.gates[index][unit],
      output: one.outputs[index + 1][unit],
    }))
  );
}
