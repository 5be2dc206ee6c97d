import type { Dataset } from "../data/dataset.ts";
import type { Engine } from "../engines/engine.ts";
import type { DenseSpec } from "../models/network_spec.ts";
import type { Parameters } from "../models/parameters.ts";
import { permutation, stream } from "../random.ts";
import type { FlowData } from "./model.ts";

/** Images of one net. */
const SAMPLES = 24;

/**
 * A few test images on their way through a trained net of dense layers: every layer's output, and
 * what the softmax layer would say of it, which it can, as all have one width. Classes take turns.
 */
export async function flowData(
  { spec, parameters, seed }: { spec: DenseSpec; parameters: Parameters; seed: number },
  { title, test, shape, classes }: Dataset,
  engine: Engine,
): Promise<FlowData> {
  const rows = samples(test.labels, seed);
  const network = await engine.load(spec, parameters);
  let outputs;
  try {
    ({ outputs } = await network.trace(test, rows));
  } finally {
    network.dispose();
  }
  const { depth, width } = spec;
  const limit = outputs.reduce(
    (limit, values) => values.reduce((max, value) => Math.max(max, Math.abs(value)), limit),
    1e-6,
  );
  const w = parameters["output.w"].values;
  const b = parameters["output.b"].values;
  return {
    data: title,
    seed,
    classes,
    shape,
    depth,
    width,
    limit,
    samples: Array.from(rows, (row, index) => {
      const label = test.labels[row];
      const bytes = new Uint8Array(depth * width);
      const guesses = new Uint8Array(depth * 3);
      outputs.forEach((layer, l) => {
        const y = layer.subarray(index * width, (index + 1) * width);
        y.forEach((value, unit) => {
          bytes[l * width + unit] = Math.round(255 * (value + limit) / (2 * limit));
        });
        const probabilities = softmax(
          b.map((bias, c) =>
            y.reduce((sum, value, unit) => sum + value * w[unit * b.length + c], bias)
          ),
        );
        const guess = probabilities.indexOf(Math.max(...probabilities));
        guesses.set(
          [guess, Math.round(255 * probabilities[guess]), Math.round(255 * probabilities[label])],
          l * 3,
        );
      });
      return {
        label,
        pixels: test.pixels.subarray(row * test.size, (row + 1) * test.size).toBase64(),
        outputs: bytes.toBase64(),
        guesses: guesses.toBase64(),
      };
    }),
  };
}

/** Rows of images whose classes take turns, drawn from the seed. */
function samples(labels: Uint8Array, seed: number): Uint32Array {
  const order = permutation(stream(seed, "images to follow"), labels.length);
  const byClass = [...Map.groupBy(order, (row) => labels[row])].sort(([a], [b]) => a - b);
  const rows: number[] = [];
  for (let turn = 0; rows.length < SAMPLES && turn < labels.length; turn++) {
    for (const [, own] of byClass) {
      if (turn < own.length && rows.length < SAMPLES) rows.push(own[turn]);
    }
  }
  return Uint32Array.from(rows);
}

function softmax(logits: Float32Array): number[] {
  const max = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - max));
  const sum = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / sum);
}
