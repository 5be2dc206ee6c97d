import * as tf from "@tensorflow/tfjs";
import type { Examples } from "../../data/dataset.ts";
import { startBackend } from "../../engines/tfjs/backend.ts";
import { type Batch, makeBatch } from "../../engines/tfjs/batch.ts";
import type { DenseSpec } from "../../models/network_spec.ts";
import { BATCH, type Contender } from "./contender.ts";

/** y = h·t + x·(1 − t) of its inputs x, h and t: what tf.layers lacks for Eq. (3). */
class Gate extends tf.layers.Layer {
  static className = "Gate";

  override computeOutputShape([x]: tf.Shape[]): tf.Shape {
    return x;
  }

  override call([x, h, t]: tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.add(tf.mul(h, t), tf.mul(x, tf.sub(1, t))));
  }
}

/** The network as a user of TF.js would write it: our `HighwayLayer` has a gradient of its own. */
function buildModel(spec: DenseSpec): tf.LayersModel {
  const { inputSize, classes, width: units, depth } = spec;
  const transform = () => tf.layers.dense({ units, activation: "tanh" });
  const input = tf.input({ shape: [inputSize] });
  let x = transform().apply(input) as tf.SymbolicTensor;
  for (let layer = 2; layer <= depth; layer++) {
    const h = transform().apply(x) as tf.SymbolicTensor;
    if (spec.architecture === "plain") {
      x = h;
      continue;
    }
    const biasInitializer = tf.initializers.constant({ value: spec.gateBias });
    const gate = tf.layers.dense({ units, activation: "sigmoid", biasInitializer });
    x = new Gate().apply([x, h, gate.apply(x) as tf.SymbolicTensor]) as tf.SymbolicTensor;
  }
  const output = tf.layers.dense({ units: classes, activation: "softmax" }).apply(x);
  const model = tf.model({ inputs: input, outputs: output as tf.SymbolicTensor });
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
