import type { Examples } from "../data/dataset.ts";
import type { Activation, DenseSpec } from "../models/network_spec.ts";
import { forward, input, type Weights } from "./reference.ts";

/** φ' by φ's own value. */
const slope: Record<Activation, (h: number) => number> = {
  tanh: (h) => 1 - h * h,
  relu: (h) => h > 0 ? 1 : 0,
  sigmoid: (h) => h * (1 - h),
  linear: () => 1,
};

/**
 * Mean cross-entropy over `rows` and its gradient in float64, by backpropagation of one example at a
 * time: for nets too deep for differences of {@linkcode meanLoss}.
 */
export function backpropagate(
  spec: DenseSpec,
  w: Weights,
  { examples, rows }: { examples: Examples; rows: Uint32Array },
): { loss: number; gradients: Weights } {
  const gradients: Weights = Object.fromEntries(
    Object.entries(w).map(([name, values]) => [name, new Float64Array(values.length)]),
  );
  /** Gradient of x·W + b: adds to those of W and b and returns that of x. */
  const affine = (x: Float64Array, dz: Float64Array, weights: string, biases: string) => {
    const dw = gradients[weights];
    for (const [unit, d] of dz.entries()) {
      gradients[biases][unit] += d / rows.length;
      for (const [i, xi] of x.entries()) dw[i * dz.length + unit] += xi * d / rows.length;
    }
    return x.map((_, i) => dz.reduce((sum, d, u) => sum + d * w[weights][i * dz.length + u], 0));
  };
  let loss = 0;
  for (const row of rows) {
    const { outputs, gates, transforms, logits } = forward(spec, w, { examples, row });
    const label = examples.labels[row];
    const largest = Math.max(...logits);
    const total = logits.reduce((sum, z) => sum + Math.exp(z - largest), 0);
    loss += (largest + Math.log(total) - logits[label]) / rows.length;
    const dLogits = logits.map((z, i) => Math.exp(z - largest) / total - (i === label ? 1 : 0));
    let dy = affine(outputs[spec.depth - 1], dLogits, "output.w", "output.b");
    for (let layer = spec.depth; layer > 0; layer--) {
      const name = `layers.${layer}`;
      const h = transforms[layer - 1];
      const x = layer === 1 ? input(examples, row) : outputs[layer - 2];
      const t = spec.architecture === "highway" && layer > 1 ? gates[layer - 2] : undefined;
      const dh = dy.map((d, u) => d * (t?.[u] ?? 1) * slope[spec.activation](h[u]));
      const dx = affine(x, dh, `${name}.wH`, `${name}.bH`);
      if (t) {
        const dt = dy.map((d, u) => d * (h[u] - x[u]) * t[u] * (1 - t[u]));
        const dxOfGate = affine(x, dt, `${name}.wT`, `${name}.bT`);
        dy = dx.map((d, i) => d + dxOfGate[i] + dy[i] * (1 - t[i]));
      } else {
        dy = dx;
      }
    }
  }
  return { loss, gradients };
}
