import * as tf from "@tensorflow/tfjs";
import type { Examples } from "../../data/dataset.ts";
import { highwayLayers, inputShape, type Layer, layersOf } from "../../models/layers.ts";
import type { NetworkSpec } from "../../models/network_spec.ts";
import {
  checkParameters,
  type ParameterInfo,
  parameterInfos,
  type Parameters,
  sizeOf,
} from "../../models/parameters.ts";
import type { EpochOptions, EpochResult, Evaluation, Network, Trace } from "../engine.ts";
import { checkEpoch } from "../check_epoch.ts";
import { checkRows } from "../check_rows.ts";
import { checkBackend } from "./backend.ts";
import { type Batch, batches, makeBatch } from "./batch.ts";
import { GradientNorms } from "./gradient_norms.ts";
import { dropoutMasks, type Mask } from "./dropout.ts";
import { correct, crossEntropy, hiddenLayers, logits, type Net } from "./layers.ts";

/** Batch sizes without training: large, as no gradients are kept. */
const EVALUATION_BATCH = { plain: 1000, highway: 1000, convolutional: 100 };

interface Gradient {
  /** Mean cross-entropy (nats) of the batch and how many examples were classified correctly, [2]. */
  readonly lossAndCorrect: tf.Tensor;
  /** In the order of the parameters. */
  readonly gradients: tf.Tensor[];
}

/** A network on a TF.js backend: the reference for other engines. */
export class TfjsNetwork implements Network {
  readonly #infos: readonly ParameterInfo[];
  readonly #hidden: readonly Layer[];
  readonly #softmax: Layer;
  #weights: tf.Tensor[];
  #velocity: tf.Tensor[];

  constructor(readonly spec: NetworkSpec, parameters: Parameters, velocity?: Parameters) {
    checkParameters(spec, parameters);
    if (velocity) checkParameters(spec, velocity);
    this.#infos = parameterInfos(spec);
    const layers = layersOf(spec);
    this.#hidden = layers.slice(0, -1);
    this.#softmax = layers.at(-1)!;
    const tensors = (from: Parameters) =>
      this.#infos.map(({ name, shape }) => tf.tensor(from[name].values.slice(), [...shape]));
    this.#weights = tensors(parameters);
    this.#velocity = velocity ? tensors(velocity) : this.#weights.map((w) => tf.zerosLike(w));
  }

  async trainEpoch(
    examples: Examples,
    rows: Uint32Array,
    options: EpochOptions,
  ): Promise<EpochResult> {
    checkRows(examples, rows, this.spec);
    checkEpoch(rows.length, options);
    const { dropout } = options;
    if (!dropout && this.#drops) {
      throw new RangeError(
        'Cannot train a net with dropout: the option "dropout" must seed its masks',
      );
    }
    const norms = options.gradientNorms ? new GradientNorms(this.#infos) : undefined;
    try {
      let lossSum = 0, correctSum = 0, seen = 0, steps = 0;
      for (const batchRows of batches(rows, options.batchSize)) {
        const rate = options.learningRates[steps];
        const read = tf.tidy(() => {
          const batch = this.#batch(examples, batchRows);
          const mask = dropout && dropoutMasks({ ...dropout, step: steps });
          const { lossAndCorrect, gradients } = this.#gradient(batch, mask);
          norms?.add(gradients);
          const { clipNorm } = options;
          this.#update(
            clipNorm === undefined ? gradients : clip(gradients, clipNorm),
            rate,
            options,
          );
          return lossAndCorrect;
        });
        const [loss, correct] = await take(read);
        lossSum += loss * batchRows.length;
        correctSum += correct;
        seen += batchRows.length;
        steps++;
        if (!Number.isFinite(loss)) break;
      }
      return {
        loss: lossSum / seen,
        accuracy: correctSum / seen,
        steps,
        ...(norms && { gradientNorms: await norms.read() }),
      };
    } finally {
      norms?.dispose();
    }
  }

  get #drops(): boolean {
    return [...this.#hidden, this.#softmax]
      .some(({ before }) => before.some(({ kind }) => kind === "dropout"));
  }

  #batch(examples: Examples, rows: Uint32Array): Batch {
    return makeBatch(examples, rows, inputShape(this.spec));
  }

  /** Mean cross-entropy over the batch and its gradient by backpropagation. */
  #gradient({ x, labels }: Batch, mask?: Mask): Gradient {
    let hits: tf.Tensor | undefined;
    const { value: loss, grads: gradients } = tf.valueAndGrads((...weights) => {
      const net = this.#net(weights, mask);
      const z = logits(hiddenLayers(x, this.#hidden, net).at(-1)!.y, this.#softmax, net);
      hits = tf.keep(correct(z, labels));
      return tf.mean(crossEntropy(z, labels));
    })(this.#weights);
    const lossAndCorrect = tf.stack([loss, hits!]);
    hits!.dispose();
    return { lossAndCorrect, gradients };
  }

  /** g ← g + decay·θ, v ← momentum·v + g, then θ ← θ − rate·v, or θ − rate·(g + momentum·v). */
  #update(
    gradients: tf.Tensor[],
    rate: number,
    { momentum, nesterov, weightDecay, biasRate = 1 }: EpochOptions,
  ): void {
    const velocity: tf.Tensor[] = [];
    const weights = this.#weights.map((weight, i) => {
      const { layer, shape } = this.#infos[i];
      const isBias = shape.length === 1;
      const decay = layer > this.spec.depth ? weightDecay?.output : weightDecay?.hidden;
      const g = decay && !isBias ? tf.add(gradients[i], tf.mul(weight, decay)) : gradients[i];
      const v = tf.add(tf.mul(this.#velocity[i], momentum), g);
      velocity.push(v);
      const step = nesterov ? tf.add(g, tf.mul(v, momentum)) : v;
      return tf.sub(weight, tf.mul(step, isBias ? biasRate * rate : rate));
    });
    tf.dispose([this.#weights, this.#velocity]);
    this.#velocity = velocity.map((v) => tf.keep(v));
    this.#weights = weights.map((w) => tf.keep(w));
  }

  async evaluate(examples: Examples, rows: Uint32Array): Promise<Evaluation> {
    const [evaluation] = await this.#mean(examples, rows, (batch) => {
      const net = this.#net(this.#weights);
      return [sums(hiddenLayers(batch.x, this.#hidden, net).at(-1)!.y, batch, this.#softmax, net)];
    });
    return evaluation;
  }

  async evaluateLesions(examples: Examples, rows: Uint32Array): Promise<Evaluation[]> {
    const highways = highwayLayers(this.spec);
    if (highways.length === 0) {
      throw new TypeError("Cannot lesion a plain net: only highway layers can carry their input");
    }
    return await this.#mean(examples, rows, (batch) => {
      const net = this.#net(this.#weights);
      const intact = hiddenLayers(batch.x, this.#hidden, net);
      // Layers before the lesion are unchanged; the lesioned one carries its input.
      return highways.map(({ layer }) =>
        tf.tidy(() => {
          const { x: carried } = intact[layer - 1];
          const after = hiddenLayers(carried, this.#hidden.slice(layer), net).at(-1)?.y;
          return sums(after ?? carried, batch, this.#softmax, net);
        })
      );
    });
  }

  /** Means over `rows` of what `measure` sums over a batch: pairs of loss and correct answers. */
  async #mean(
    examples: Examples,
    rows: Uint32Array,
    measure: (batch: Batch) => tf.Tensor1D[],
  ): Promise<Evaluation[]> {
    checkRows(examples, rows, this.spec);
    const totals: { loss: number; correct: number }[] = [];
    for (const batchRows of batches(rows, EVALUATION_BATCH[this.spec.architecture])) {
      const values = await take(tf.tidy(() => {
        return tf.concat(measure(this.#batch(examples, batchRows)));
      }));
      for (let index = 0; index < values.length / 2; index++) {
        const total = totals[index] ??= { loss: 0, correct: 0 };
        total.loss += values[2 * index];
        total.correct += values[2 * index + 1];
      }
    }
    return totals.map(({ loss, correct }) => ({
      loss: loss / rows.length,
      accuracy: correct / rows.length,
    }));
  }

  async trace(examples: Examples, rows: Uint32Array): Promise<Trace> {
    checkRows(examples, rows, this.spec);
    const make = ({ output }: Layer) => new Float32Array(rows.length * sizeOf(output));
    const [outputs, gates, allLogits] = [
      this.#hidden.map(make),
      highwayLayers(this.spec).map(make),
      make(this.#softmax),
    ];
    let start = 0;
    for (const batchRows of batches(rows, EVALUATION_BATCH[this.spec.architecture])) {
      const tensors = tf.tidy(() => {
        const net = this.#net(this.#weights);
        const layers = hiddenLayers(this.#batch(examples, batchRows).x, this.#hidden, net);
        return [
          ...layers.map(({ y }) => y),
          ...layers.flatMap(({ t }) => t ?? []),
          logits(layers.at(-1)!.y, this.#softmax, net),
        ];
      });
      for (const [index, target] of [...outputs, ...gates, allLogits].entries()) {
        target.set(await take(tensors[index]), start * target.length / rows.length);
      }
      start += batchRows.length;
    }
    return { outputs, gates, logits: allLogits };
  }

  async gradients(
    examples: Examples,
    rows: Uint32Array,
  ): Promise<{ loss: number; gradients: Parameters }> {
    checkRows(examples, rows, this.spec);
    const [lossAndCorrect, ...gradients] = tf.tidy(() => {
      const { lossAndCorrect, gradients } = this.#gradient(this.#batch(examples, rows));
      return [lossAndCorrect, ...gradients];
    });
    const values = await Promise.all(gradients.map(take));
    return { loss: (await take(lossAndCorrect))[0], gradients: this.#named(values) };
  }

  parameters(): Promise<Parameters> {
    return this.#read(this.#weights);
  }

  velocity(): Promise<Parameters> {
    return this.#read(this.#velocity);
  }

  dispose(): void {
    tf.dispose([this.#weights, this.#velocity]);
  }

  #net(weights: tf.Tensor[], mask?: Mask): Net {
    const named = this.#infos.map(({ name }, index) => [name, weights[index]]);
    return { activation: this.spec.activation, weights: Object.fromEntries(named), mask };
  }

  async #read(tensors: readonly tf.Tensor[]): Promise<Parameters> {
    return this.#named(
      await Promise.all(tensors.map(async (one) => (await one.data<"float32">()).slice())),
    );
  }

  #named(values: Float32Array[]): Parameters {
    return Object.fromEntries(
      this.#infos.map(({ name, shape }, index) => [
        name,
        { shape, values: values[index] },
      ]),
    );
  }
}

/** Sums over a batch of loss and correct answers, [2], from the last layer's output. */
function sums(y: tf.Tensor, { labels }: Batch, softmax: Layer, net: Net): tf.Tensor1D {
  const z = logits(y, softmax, net);
  return tf.stack([tf.sum(crossEntropy(z, labels)), correct(z, labels)]) as tf.Tensor1D;
}

/** Scales gradients down so that their global L2 norm is at most `limit`. */
function clip(gradients: tf.Tensor[], limit: number): tf.Tensor[] {
  // Not addN: on WebGPU, with eight buffers at a time, it drops tensors; stack does not.
  const norm = tf.sqrt(tf.sum(tf.stack(gradients.map((gradient) => tf.sum(tf.square(gradient))))));
  const scale = tf.div(limit, tf.maximum(norm, limit));
  return gradients.map((gradient) => tf.mul(gradient, scale));
}

/** Reads and frees a tensor. */
async function take(tensor: tf.Tensor): Promise<Float32Array> {
  const values = await tensor.data<"float32">();
  tensor.dispose();
  checkBackend();
  return values;
}
