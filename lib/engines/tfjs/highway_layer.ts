import * as tf from "@tensorflow/tfjs";
import { checkOptions } from "../../check_options.ts";
import {
  type Activation,
  activations,
  checkCount,
  checkGateBias,
  checkName,
} from "../../models/network_spec.ts";
import { highwayLayer } from "./layers.ts";

/** Settings of {@linkcode HighwayLayer}. */
export interface HighwayLayerArgs {
  /** Values in an input, and so in an output. */
  readonly units: number;
  /** φ of the transform H; defaults to "tanh". */
  readonly activation?: Activation;
  /** Initial bias of the transform gate; defaults to −4, so that the layer starts by carrying. */
  readonly gateBias?: number;
  /** Distribution of the initial weights; defaults to "glorotUniform". */
  readonly kernelInitializer?: keyof typeof kernelInitializers;
  /** Unique in its model; defaults to a generated one. */
  readonly name?: string;
}

/** Options of every layer of TF.js, also in saved models. */
const layerOptions = {
  inputShape: "optional",
  batchInputShape: "optional",
  batchSize: "optional",
  dtype: "optional",
  inputDType: "optional",
  trainable: "optional",
  weights: "optional",
  customObjects: "optional",
} as const;

const kernelInitializers = {
  glorotUniform: tf.initializers.glorotUniform,
  glorotNormal: tf.initializers.glorotNormal,
  heUniform: tf.initializers.heUniform,
  heNormal: tf.initializers.heNormal,
} as const;

/**
 * A highway layer for models of TF.js's Keras-style API, y = H(x)·T(x) + x·(1 − T(x)): the report's
 * Eq. (3). Inputs and outputs are [..., units], and masks are passed on.
 *
 * Its weights are named as in {@linkcode Parameters}: wH, bH, wT, bT. Models with it can be saved, and
 * loaded after an import of this module.
 *
 * @throws {TypeError} If an option is unknown, or `units` is missing.
 * @throws {RangeError} If a setting is out of range; when the layer is applied, if its input does not
 * have width `units`.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { HighwayLayer } from "./highway_layer.ts";
 *
 * const model = tf.sequential();
 * model.add(tf.layers.dense({ units: 50, activation: "tanh", inputShape: [784] }));
 * for (let layer = 2; layer <= 10; layer++) model.add(new HighwayLayer({ units: 50 }));
 * model.add(tf.layers.dense({ units: 10, activation: "softmax" }));
 * if (model.countParams() !== 784 * 50 + 50 + 9 * 5100 + 510) throw new Error("another size");
 * ```
 */
export class HighwayLayer extends tf.layers.Layer {
  /** Its name in saved models. */
  static className = "HighwayLayer";

  readonly #settings: Required<Omit<HighwayLayerArgs, "name">>;
  #weights: Readonly<Record<string, tf.LayerVariable>> = {};

  /** Checks the settings; options of every layer of TF.js are allowed. */
  constructor(args: HighwayLayerArgs) {
    checkOptions<HighwayLayerArgs & Partial<Record<keyof typeof layerOptions, unknown>>>(
      "HighwayLayer()",
      args,
      {
        units: "required",
        activation: "optional",
        gateBias: "optional",
        kernelInitializer: "optional",
        name: "optional",
        ...layerOptions,
      },
    );
    super({ ...args });
    const { units, activation = "tanh", gateBias = -4, kernelInitializer = "glorotUniform" } = args;
    checkCount("units", units);
    checkName("activation", activation, activations);
    checkGateBias(gateBias);
    checkName("kernelInitializer", kernelInitializer, Object.keys(kernelInitializers));
    this.#settings = { units, activation, gateBias, kernelInitializer };
    this.supportsMasking = true;
  }

  /**
   * Makes the weights.
   *
   * @throws {RangeError} If the input does not have width `units`.
   */
  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { units: n, kernelInitializer, gateBias } = this.#settings;
    if (inputShape.at(-1) !== n || inputShape.length < 2) {
      throw new RangeError(
        `Cannot apply highway layer "${this.name}" of ${n} units: its input is carried and must ` +
          `have shape [batch, ..., ${n}], received [${inputShape}]`,
      );
    }
    const { zeros, constant } = tf.initializers;
    const random = kernelInitializers[kernelInitializer];
    const add = (name: string, shape: number[], initializer: ReturnType<typeof zeros>) =>
      this.addWeight(name, shape, "float32", initializer);
    this.#weights = {
      wH: add("wH", [n, n], random({})),
      bH: add("bH", [n], zeros()),
      wT: add("wT", [n, n], random({})),
      bT: add("bT", [n], constant({ value: gateBias })),
    };
    this.built = true;
  }

  /** Returns the input's shape. */
  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  /** Applies Eq. (3) to inputs [..., units]. */
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [x] = [inputs].flat();
      const weights = Object.fromEntries(
        Object.entries(this.#weights).map(([name, weight]) => [`layers.1.${name}`, weight.read()]),
      );
      const { y } = highwayLayer(
        x.reshape([-1, this.#settings.units]),
        { layer: 1, padding: "same" },
        { activation: this.#settings.activation, weights },
      );
      return y.reshape(x.shape);
    });
  }

  /** Returns the settings, for saved models. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.#settings };
  }
}

tf.serialization.registerClass(HighwayLayer);
