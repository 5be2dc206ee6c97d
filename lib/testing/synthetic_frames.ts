/**
 * Made-up frames, to judge claims by.
 *
 * @module
 */
import type { DataFrame } from "nodejs-polars";
import { activationSchema } from "../diagnostics/activations.ts";
import { gateSchema } from "../diagnostics/gates.ts";
import { gradientSchema } from "../diagnostics/gradients.ts";
import { lesionSchema } from "../diagnostics/lesions.ts";
import type { Dataset } from "../data/dataset.ts";
import { generateGlyphs } from "../data/glyphs.ts";
import { frame, records } from "../frame.ts";
import { historySchema, settingsSchema } from "../sections/frames.ts";

/** Glyphs under the names of the published sets, on which claims are judged. */
export const mnist: Dataset = {
  ...generateGlyphs(1),
  name: "mnist",
  title: "MNIST",
  standsInFor: undefined,
};
export const cifar100: Dataset = { ...mnist, name: "cifar100", title: "CIFAR-100" };

/** Values of a made-up net in its last layer, and its loss. */
interface NetValues {
  readonly mean: number;
  readonly variance: number;
  /** After training; it defaults to that before. */
  readonly varianceAfter?: number;
  readonly gradient: number;
  readonly loss: number;
}

/** Frames of one net per name ("relu he-normal"), each with two layers: the first and the last. */
export function diagnosticFrames(nets: Record<string, NetValues>, depth = 2) {
  const entries = Object.entries(nets).map(([name, values]) => {
    const [activation, initializer] = name.split(" ");
    return { ...values, activation, initializer, depth, seed: 1 };
  });
  return {
    activations: frame(
      activationSchema,
      entries.flatMap((net) =>
        [0, 1].flatMap((epoch) =>
          [1, 2].map((layer) => {
            const variance = epoch === 0 ? net.variance : net.varianceAfter ?? net.variance;
            return {
              ...net,
              epoch,
              layer,
              mean: layer === 1 ? 0.2 : net.mean,
              variance: layer === 1 ? 0.1 : variance,
              unitMeanStd: 0,
              deadFraction: 0,
              gradientNorm: 0.1,
            };
          })
        )
      ),
    ),
    gradients: frame(
      gradientSchema,
      entries.flatMap((net) =>
        [1, 2].map((layer) => ({
          ...net,
          learningRate: 0.003,
          epoch: 1,
          index: 2 * layer - 2,
          parameter: `layers.${layer}.wH`,
          layer,
          meanNorm: layer === 1 ? net.gradient : 0.5,
          normOfMean: 0,
        }))
      ),
    ),
    history: frame(
      historySchema,
      entries.map((net) => ({
        ...net,
        architecture: "plain",
        dataset: "mnist",
        epoch: 1,
        accuracy: 0.5,
        testLoss: NaN,
        testAccuracy: NaN,
        learningRate: 0.1,
        seconds: 1,
        state: "training",
      })),
    ),
  };
}

/** Nets that behave as the report says. */
export const asReported = {
  "relu glorot-uniform": { mean: 1e-9, variance: 1e-9, gradient: 1e-9, loss: 2.3 },
  "relu he-normal": { mean: 0.2, variance: 0.1, gradient: 0.1, loss: 1.5 },
  "sigmoid glorot-uniform": { mean: 0.5, variance: 0.1, gradient: 1e-20, loss: 2.3 },
  "sigmoid he-normal": { mean: 0.5, variance: 0.1, gradient: 1e-20, loss: 2.3 },
  "tanh glorot-uniform": { mean: 0, variance: 0.05, gradient: 0.1, loss: 1 },
};

/** The same with the column `settings` of {@linkcode settingsFrame}. */
export function withSettings(history: DataFrame, settings = "quoted"): DataFrame {
  return frame(
    settingsSchema,
    records(historySchema, history).map((row) => ({ settings, ...row })),
  );
}

/** Final losses by learning rate of nets named by activation and initializer. */
export function rates(
  nets: Record<string, readonly number[]>,
  { depth = 50, learningRates }: { depth?: number; learningRates: readonly number[] },
): DataFrame {
  const rows = Object.entries(nets).flatMap(([name, losses]) => {
    const [activation, initializer] = name.split(" ");
    return losses.flatMap((loss, index) =>
      records(
        historySchema,
        history({ [`plain ${depth}`]: [2.3, loss] }, {
          learningRate: Math.fround(learningRates[index]),
        }),
      ).map((row) => ({ ...row, activation, initializer }))
    );
  });
  return frame(historySchema, rows);
}

/** Training losses by network ("plain 10"). */
export function history(
  losses: Record<string, number[]>,
  { learningRate = 0.1, seed = 1 }: { learningRate?: number; seed?: number } = {},
): DataFrame {
  return frame(
    historySchema,
    Object.entries(losses).flatMap(([name, values]) => {
      const [architecture, depth] = name.split(" ");
      return values.map((loss, index) => ({
        architecture,
        activation: "tanh",
        initializer: "glorot-uniform",
        depth: Number(depth),
        dataset: "mnist",
        seed,
        epoch: index + 1,
        loss,
        accuracy: 0.5,
        testLoss: NaN,
        testAccuracy: NaN,
        learningRate,
        seconds: 1,
        state: Number.isFinite(loss) ? "training" : "diverged",
      }));
    }),
  );
}

/** The gates of one net; `cell` gives the bias and output of a layer and unit. */
export function gates(
  dataset: Dataset,
  cell: (layer: number, unit: number) => { bias: number; output: number },
  layers = 9,
): DataFrame {
  return frame(
    gateSchema,
    Array.from({ length: layers * 4 }, (_, index) => {
      const [layer, unit] = [Math.floor(index / 4) + 2, index % 4 + 1];
      const gate = { layer, unit, meanGate: 0.1, gate: 0.1, ...cell(layer, unit) };
      return { dataset: dataset.name, seed: 1, initialBias: -2, ...gate };
    }),
  );
}

/** The lesions of one net; `rise` is the factor on the intact loss, by highway layer from 1. */
export function lesions(dataset: Dataset, rise: (layer: number) => number): DataFrame {
  return frame(
    lesionSchema,
    Array.from({ length: 49 }, (_, index) => ({
      dataset: dataset.name,
      seed: 1,
      layer: index + 2,
      loss: 0.01 * rise(index + 1),
      accuracy: 0.5,
      unlesionedLoss: 0.01,
    })),
  );
}
