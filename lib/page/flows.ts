import type { Dataset } from "../data/dataset.ts";
import type { Engine } from "../engines/engine.ts";
import { permutation, stream } from "../random.ts";
import type { Run } from "../store/record.ts";
import type { FlowData } from "./model.ts";

/** Images of one net. */
const SAMPLES = 24;

/**
 * Test images of alternating classes on their way through a trained net of dense layers: every
 * layer's output, and how the softmax layer would classify it. Undefined for another net, or one
 * without parameters.
 */
export async function flowData(
  { experiment: { network: spec, seed }, parameters, history, test: stored }: Run,
  { title, test, shape, classes }: Dataset,
  engine: Engine,
): Promise<FlowData | undefined> {
  if (!parameters || spec.architecture === "convolutional") return undefined;
  const rows = samples(test.labels, seed);
  const network = await engine.load(spec, parameters);
  let outputs, testAccuracy;
  try {
    ({ outputs } = await network.trace(test, rows));
    const all = Uint32Array.from({ length: test.count }, (_, row) => row);
    testAccuracy = (stored ?? await network.evaluate(test, all)).accuracy;
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
    trainingAccuracy: history.at(-1)!.accuracy,
    testAccuracy,
    classes,
    shape,
    depth,
    width,
    limit,
    samples: Array.from(rows, (row, index) => {
      const label = test.labels[row];
      const layers = outputs.map((layer) => layer.subarray(index * width, (index + 1) * width));
      return {
        label,
        pixels: [...test.pixels.subarray(row * test.size, (row + 1) * test.size)],
        outputs: layers.map((y) => Array.from(y, (value) => Math.round(value / limit * 127))),
        guesses: layers.map((y) => {
          const probabilities = softmax(
            b.map((bias, c) =>
              y.reduce((sum, value, unit) => sum + value * w[unit * b.length + c], bias)
            ),
          );
          const probability = Math.max(...probabilities);
          return {
            guess: probabilities.indexOf(probability),
            probability: round(probability),
            truth: round(probabilities[label]),
          };
        }),
      };
    }),
  };
}

/** Whole percents: no more is shown. */
function round(probability: number): number {
  return Math.round(100 * probability);
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
