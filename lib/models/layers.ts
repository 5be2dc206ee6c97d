import { type Between, type ImageShape, shapeAfter } from "./convolutional.ts";
import type { NetworkSpec } from "./network_spec.ts";

/** One layer of a network of any architecture. */
export interface Layer {
  /** 1 for the first layer up to the depth; depth + 1 for the softmax layer. */
  readonly layer: number;
  /** Plain: y = H(x), Eq. (1). Highway: Eq. (3). */
  readonly kind: "plain" | "highway";
  /** Stages between the previous layer's output and this layer. */
  readonly before: readonly Between[];
  /** Shape of W_H: [inputs, outputs], or [height, width, inputs, outputs] of a convolution. */
  readonly weights: readonly number[];
  /** Of convolutions. */
  readonly padding: "same" | "valid";
  /** Shape of one example's output: [units], or [height, width, maps]. */
  readonly output: readonly number[];
}

/** Shape of one input: [values], or [height, width, channels] of a convolutional net. */
export function inputShape(spec: NetworkSpec): readonly [number] | ImageShape {
  return spec.architecture === "convolutional" ? spec.shape : [spec.inputSize];
}

/** A network's layers from input to output, the softmax layer as the last. */
export function layersOf(spec: NetworkSpec): Layer[] {
  const layers: Layer[] = [];
  let before: Between[] = [];
  let shape: readonly number[] = inputShape(spec);
  const add = (
    kind: Layer["kind"],
    weights: readonly number[],
    output: readonly number[],
    padding: Layer["padding"] = "same",
  ) => {
    layers.push({ layer: layers.length + 1, kind, before, weights, padding, output });
    before = [];
    shape = output;
  };
  if (spec.architecture === "convolutional") {
    for (const stage of spec.stages) {
      const maps = shape[2];
      const output = shapeAfter(stage, shape);
      if (stage.kind === "convolution") {
        add("plain", [stage.size, stage.size, maps, stage.maps], output, stage.padding);
      } else if (stage.kind === "highway") {
        add("highway", [3, 3, maps, maps], output);
      } else {
        before.push(stage);
        shape = output;
      }
    }
  } else {
    for (let layer = 1; layer <= spec.depth; layer++) {
      const kind = spec.architecture === "highway" && layer > 1 ? "highway" : "plain";
      add(kind, [shape[0], spec.width], [spec.width]);
    }
  }
  const inputs = shape.reduce((product, length) => product * length, 1);
  add("plain", [inputs, spec.classes], [spec.classes]);
  return layers;
}

/** The layers with a transform gate, in order. */
export function highwayLayers(spec: NetworkSpec): Layer[] {
  return layersOf(spec).filter(({ kind }) => kind === "highway");
}
