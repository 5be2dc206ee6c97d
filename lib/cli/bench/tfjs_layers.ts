import * as tf from "@tensorflow/tfjs";
import type { Examples } from "../../data/dataset.ts";
import { startBackend } from "../../engines/tfjs/backend.ts";
import { type Batch, makeBatch } from "../../engines/tfjs/batch.ts";
import { HighwayLayer } from "../../engines/tfjs/highway_layer.ts";
import type { DenseSpec } from "../../models/network_spec.ts";
import { BATCH, type Contender } from "./contender.ts";

/** The network in TF.js's own Keras-style API, with its own gradients and optimizer. */
function buildModel(spec: DenseSpec): tf.LayersModel {
  const { inputSize, classes, width: units, depth, activation } = spec;
  const layers: tf.layers.Layer[] = [
    tf.layers.dense({ units, activation, inputShape: [inputSize] }),
  ];
  for (let layer = 2; layer <= depth; layer++) {
    layers.push(
      spec.architecture === "highway"
        ? new HighwayLayer({ units, activation, gateBias: spec.gateBias })
        : tf.layers.dense({ units, activation }),
    );
  }
  layers.push(tf.layers.dense({ units: classes, activation: "softmax" }));
  const model = tf.sequential({ layers });
  model.compile({ optimizer: tf.train.momentum(0.001, 0.9), loss: "categoricalCrossentropy" });
  return model;
}

/** TF.js as its own users write it: `tf.layers` on the wasm backend, one step a measurement. */
export async function contendTfjsLayers(examples: Examples): Promise<Contender> {
  await startBackend("wasm");
  const rows = Uint32Array.from({ length: BATCH }, (_, i) => (i * 7919) % examples.count);
  let model: tf.LayersModel | undefined;
  let batch: Batch | undefined;
  let targets: tf.Tensor | undefined;
  const free = () => {
    model?.dispose();
    tf.dispose([batch?.x, batch?.labels, targets].filter((tensor) => tensor !== undefined));
  };
  return {
    name: "TF.js layers",
    description: `tf.layers of TF.js ${tf.version_core}, wasm backend`,
    load(spec) {
      free();
      model = buildModel(spec);
      batch = makeBatch(examples, rows, [examples.size]);
      targets = tf.oneHot(batch.labels, spec.classes);
      return Promise.resolve();
    },
    async measure() {
      const start = performance.now();
      await model!.trainOnBatch(batch!.x, targets!);
      return performance.now() - start;
    },
    close: () => Promise.resolve(free()),
  };
}
