/**
 * The report's equations in float64, in the plainest form: the reference for the engines.
 *
 * @module
 */
import type { Examples } from "../data/dataset.ts";
import type { Activation, NetworkSpec } from "../models/network_spec.ts";
import type { Parameters } from "../models/parameters.ts";
import { convolutionalForward } from "./convolutional_reference.ts";

/** Parameters in float64, by name. */
export type Weights = Record<string, Float64Array>;

export const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

export const phi: Record<Activation, (z: number) => number> = {
  tanh: Math.tanh,
  relu: (z) => Math.max(0, z),
  sigmoid,
  linear: (z) => z,
};

export function affine(x: Float64Array, w: Float64Array, b: Float64Array): Float64Array {
  return b.map((bias, unit) => x.reduce((z, xi, i) => z + xi * w[i * b.length + unit], bias));
}

/** A float64 copy of parameters. */
export function float64(parameters: Parameters): Weights {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { values }]) => [name, Float64Array.from(values)]),
  );
}

/** An image as a network's input. */
export function input({ pixels, size }: Examples, row: number): Float64Array {
  return Float64Array.from(pixels.subarray(row * size, (row + 1) * size), (byte) => byte / 255);
}

/** Layers' activations for one image; gates are those of highway layers. */
export interface Forward {
  readonly transforms: Float64Array[];
  readonly gates: Float64Array[];
  readonly outputs: Float64Array[];
  readonly logits: Float64Array;
}

/** Transforms H, gates T, outputs and the logits for one image, without dropout. */
export function forward(
  spec: NetworkSpec,
  w: Weights,
  on: { examples: Examples; row: number; lesion?: number },
): Forward {
  if (spec.architecture === "convolutional") return convolutionalForward(spec, w, on);
  const { examples, row, lesion } = on;
  let x = input(examples, row);
  const transforms: Float64Array[] = [];
  const gates: Float64Array[] = [];
  const outputs: Float64Array[] = [];
  for (let layer = 1; layer <= spec.depth; layer++) {
    const name = `layers.${layer}`;
    const h = affine(x, w[`${name}.wH`], w[`${name}.bH`]).map(phi[spec.activation]);
    transforms.push(h);
    if (spec.architecture === "highway" && layer > 1) {
      const t = layer === lesion
        ? h.map(() => 0)
        : affine(x, w[`${name}.wT`], w[`${name}.bT`]).map(sigmoid);
      gates.push(t);
      x = x.map((xi, unit) => h[unit] * t[unit] + xi * (1 - t[unit])); // Eq. (3)
    } else {
      x = h; // Eq. (1)
    }
    outputs.push(x);
  }
  return { transforms, gates, outputs, logits: affine(x, w["output.w"], w["output.b"]) };
}

/** Mean cross-entropy (nats) over `rows`. */
export function meanLoss(
  spec: NetworkSpec,
  w: Weights,
  { examples, rows, lesion }: { examples: Examples; rows: Uint32Array; lesion?: number },
): number {
  let sum = 0;
  for (const row of rows) {
    const { logits } = forward(spec, w, { examples, row, lesion });
    const largest = Math.max(...logits);
    const total = logits.reduce((total, z) => total + Math.exp(z - largest), 0);
    sum += largest + Math.log(total) - logits[examples.labels[row]];
  }
  return sum / rows.length;
}

/**
 * Gradient of {@linkcode meanLoss} by central differences, exact to about 1e-9 except near the kink of
 * a ReLU.
 */
export function numericGradient(
  spec: NetworkSpec,
  w: Weights,
  on: { examples: Examples; rows: Uint32Array },
): Weights {
  const step = 1e-5;
  return Object.fromEntries(
    Object.entries(w).map(([name, values]) => [
      name,
      values.map((value, index) => {
        values[index] = value + step;
        const above = meanLoss(spec, w, on);
        values[index] = value - step;
        const below = meanLoss(spec, w, on);
        values[index] = value;
        return (above - below) / (2 * step);
      }),
    ]),
  );
}
