import * as tf from "@tensorflow/tfjs";
import type { ParameterInfo } from "../../models/parameters.ts";
import type { GradientNorm } from "../engine.ts";

/** Sums of an epoch's gradients, and of their norms, for each parameter. */
export class GradientNorms {
  #gradientSums: tf.Tensor[] = [];
  #normSums?: tf.Tensor;
  #steps = 0;

  constructor(private readonly infos: readonly ParameterInfo[]) {}

  /** Adds one step's gradients, in the order of the parameters. */
  add(gradients: tf.Tensor[]): void {
    const norms = tf.stack(gradients.map(norm));
    const previous = [this.#normSums, ...this.#gradientSums];
    this.#normSums = tf.keep(this.#normSums ? tf.add(this.#normSums, norms) : norms);
    this.#gradientSums = gradients.map((gradient, index) => {
      const sum = this.#gradientSums[index];
      return tf.keep(sum ? tf.add(sum, gradient) : tf.clone(gradient));
    });
    for (const tensor of previous) tensor?.dispose();
    this.#steps++;
  }

  /** The mean of the norms and the norm of the mean. */
  async read(): Promise<GradientNorm[]> {
    const normOfSums = tf.tidy(() => tf.stack(this.#gradientSums.map(norm)));
    const [meanNorms, norms] = [await this.#normSums!.data(), await normOfSums.data()];
    normOfSums.dispose();
    return this.infos.map(({ name }, index) => ({
      parameter: name,
      meanNorm: meanNorms[index] / this.#steps,
      normOfMean: norms[index] / this.#steps,
    }));
  }

  dispose(): void {
    for (const tensor of [this.#normSums, ...this.#gradientSums]) tensor?.dispose();
  }
}

/** L2 norm, scaled by the largest element so that squares of tiny gradients do not underflow. */
function norm(gradient: tf.Tensor): tf.Tensor {
  const largest = tf.maximum(tf.max(tf.abs(gradient)), 1e-37);
  return tf.mul(tf.norm(tf.div(gradient, largest)), largest);
}
