import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals, assertThrows } from "../../testing/assert.ts";
import { assertAllClose } from "../../testing/assert_close.ts";
import { tfjsEnginesAtLength } from "../../testing/every_engine.ts";
import { testEngines } from "../../testing/test_engines.ts";
import { randomExamples } from "../../testing/random_examples.ts";
import { someParameters } from "../../testing/some_parameters.ts";
import { activations, highway } from "../../models/network_spec.ts";
import { makeBatch } from "./batch.ts";
import { HighwayLayer, type HighwayLayerArgs } from "./highway_layer.ts";

const examples = randomExamples({ count: 64, size: 6, classes: 3 });
const rows = Uint32Array.from({ length: 64 }, (_, index) => index);

/** A softmax classifier with two highway layers of width 5. */
function classifier(args: Partial<HighwayLayerArgs> = {}): tf.Sequential {
  const { activation = "tanh" } = args;
  return tf.sequential({
    layers: [
      tf.layers.dense({ units: 5, activation, inputShape: [6] }),
      new HighwayLayer({ units: 5, ...args }),
      new HighwayLayer({ units: 5, ...args }),
      tf.layers.dense({ units: 3 }),
    ],
  });
}

async function predict(model: tf.LayersModel): Promise<Float32Array> {
  const { x, labels } = makeBatch(examples, rows, [6]);
  const z = model.predict(x) as tf.Tensor;
  const values = await z.data<"float32">();
  tf.dispose([x, labels, z]);
  return values;
}

testEngines(
  tfjsEnginesAtLength,
  "HighwayLayer computes and trains what the engine does",
  async (engine) => {
    for (const activation of activations) {
      const spec = highway({ depth: 3, width: 5, inputSize: 6, classes: 3, activation });
      const parameters = someParameters(spec);
      const network = await engine.load(spec, parameters);
      const model = classifier({ activation });
      const weights = Object.values(parameters).map(({ values, shape }) =>
        tf.tensor(values, [...shape])
      );
      model.setWeights(weights);
      tf.dispose(weights);
      const { logits } = await network.trace(examples, rows);
      assertAllClose(await predict(model), logits, {
        name: `${activation} logits`,
        tolerance: 1e-6,
      });

      const learningRates = new Float32Array(3).fill(0.1);
      for (let step = 0; step < 3; step++) {
        const options = { batchSize: 64, learningRates: learningRates.slice(step, step + 1) };
        await network.trainEpoch(examples, rows, { ...options, momentum: 0.9 });
      }
      const { x, labels } = makeBatch(examples, rows, [6]);
      const targets = tf.oneHot(labels, 3);
      model.compile({
        optimizer: tf.train.momentum(0.1, 0.9),
        loss: (y: tf.Tensor, z: tf.Tensor) => tf.losses.softmaxCrossEntropy(y, z),
      });
      for (let step = 0; step < 3; step++) await model.trainOnBatch(x, targets);
      tf.dispose([x, labels, targets]);
      const trained = Object.entries(await network.parameters());
      for (const [index, weight] of model.getWeights().entries()) {
        const [name, { values }] = trained[index];
        // Three steps in float32, with gradients in another order of sums.
        const tolerance = 3e-6;
        assertAllClose(await weight.data(), values, { name: `${activation} ${name}`, tolerance });
      }
      model.dispose();
      network.dispose();
    }
  },
);

Deno.test("a model with HighwayLayers is loaded as it was saved", async () => {
  await tf.setBackend("cpu");
  const settings = { activation: "relu", gateBias: -1.5, kernelInitializer: "heNormal" } as const;
  const model = classifier(settings);
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(tf.io.withSaveHandler((artifacts) => {
    saved = artifacts;
    return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) });
  }));
  // As through a file: nothing but JSON and bytes.
  const { weightData, ...rest } = saved!;
  const artifacts = { ...JSON.parse(JSON.stringify(rest)), weightData };
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  assertEquals(await predict(loaded), await predict(model));
  const { name: _, ...config } = loaded.layers[1].getConfig();
  assertEquals(config, { trainable: true, units: 5, ...settings });
  assertEquals(loaded.layers[1].name, model.layers[1].name);
  const bias = (await loaded.layers[2].getWeights()[3].data()) as Float32Array;
  assertEquals([...bias], new Array(5).fill(-1.5));
});

Deno.test("HighwayLayer takes sequences, and hands their mask on", async () => {
  await tf.setBackend("cpu");
  const masking = tf.layers.masking({ maskValue: 0, inputShape: [4, 3] });
  const layer = new HighwayLayer({ units: 3, gateBias: 1 });
  const model = tf.sequential({ layers: [masking, layer, tf.layers.lstm({ units: 2 })] });
  const [a, b] = [[1, 2, 3], [-1, 0.5, 0]];
  const y = model.predict(tf.tensor3d([[a, b, [0, 0, 0], [0, 0, 0]]])) as tf.Tensor;
  const short = tf.sequential({
    layers: [tf.layers.inputLayer({ inputShape: [2, 3] }), layer, model.layers[2]],
  });
  const expected = short.predict(tf.tensor3d([[a, b]])) as tf.Tensor;
  assertAllClose(await y.data(), await expected.data(), { name: "masked", tolerance: 1e-6 });
  assert((await y.data()).some((value) => value !== 0));
  const mask = tf.tensor2d([[1, 1, 0, 0]], undefined, "bool");
  assertEquals(layer.computeMask(tf.zeros([1, 4, 3]), mask), mask);
});

Deno.test("HighwayLayer refuses other widths and unknown settings", () => {
  const apply = (shape: tf.Shape) => () =>
    new HighwayLayer({ units: 5, name: "second" }).apply(tf.input({ shape }));
  const message = 'layer "second" of 5 units: its input is carried and must have shape ' +
    "[batch, ..., 5], received [,6]";
  assertThrows(apply([6]), RangeError, message);
  const make = (args: Partial<HighwayLayerArgs>) => () => new HighwayLayer({ units: 5, ...args });
  assertThrows(make({ units: 0 }), RangeError, "units must be a positive integer, received 0");
  assertThrows(make({ activation: "gelu" as "tanh" }), RangeError, 'received "gelu"');
  assertThrows(make({ gateBias: NaN }), RangeError, "received NaN");
  const unknown = { kernelInitializer: "ones" as "heNormal" };
  assertThrows(make(unknown), RangeError, "one of glorotUniform,");
  const misspelt = { gateBais: -2 } as Partial<HighwayLayerArgs>;
  assertThrows(make(misspelt), TypeError, 'unknown option "gateBais", did you mean "gateBias"?');
  assertThrows(make({ units: undefined }), TypeError, "it needs the option units");
});
