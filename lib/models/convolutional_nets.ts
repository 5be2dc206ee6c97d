/**
 * The convolutional highway nets of the long paper.
 *
 * @module
 */
import { checkOptions } from "../check_options.ts";
import { convolutional, type ConvolutionalSpec, type Stage } from "./convolutional.ts";

const dropout = (rate: number): Stage => ({ kind: "dropout", rate });
const maxPool = (size: 2 | 3): Stage => ({ kind: "max-pool", size });
const highways = (count: number): Stage[] => Array<Stage>(count).fill({ kind: "highway" });

/**
 * The authors' net for MNIST, from their published Caffe example. Nine of the paper's "10 layers" come
 * before the softmax layer. Maps shrink from 28 to 24, 12, 6 and 3 pixels; only with Caffe's pooling
 * arithmetic are the parameters 151,690 for 32 maps and 38,986 for 16: the published 151K and 39K.
 *
 * @param maps 32 or 16 in the paper.
 */
export function mnistNet(options: { maps: number }): ConvolutionalSpec {
  checkOptions("convolutionalNets.mnist()", options, { maps: "required" });
  const { maps } = options;
  return convolutional({
    shape: [28, 28, 1],
    stages: [
      dropout(0.2),
      { kind: "convolution", size: 5, maps, padding: "valid" },
      ...highways(2),
      maxPool(3),
      dropout(0.3),
      ...highways(3),
      maxPool(3),
      dropout(0.4),
      ...highways(3),
      maxPool(2),
      dropout(0.5),
    ],
    classes: 10,
  });
}

/** The net without dropout: for a training too short to gain from it. */
export function withoutDropout(spec: ConvolutionalSpec): ConvolutionalSpec {
  return { ...spec, stages: spec.stages.filter(({ kind }) => kind !== "dropout") };
}

/** A plain layer before each block of highway layers, then 1x1 filters and a mean. */
function cifarNet(
  { blocks, lastMaps, classes }: {
    blocks: readonly { maps: number; highways: number }[];
    lastMaps: number;
    classes: number;
  },
): ConvolutionalSpec {
  return convolutional({
    shape: [32, 32, 3],
    stages: [
      dropout(0.2),
      ...blocks.flatMap(({ maps, highways: count }, index): Stage[] => [
        ...(index > 0 ? [maxPool(2), dropout(0.2)] : []),
        { kind: "convolution", size: 3, maps, padding: "same" },
        ...highways(count),
      ]),
      { kind: "convolution", size: 1, maps: lastMaps, padding: "same" },
      { kind: "mean" },
      dropout(0.2),
    ],
    classes,
    gateBias: -2,
  });
}

/**
 * The 19-layer net for CIFAR-10 and CIFAR-100, from the authors' published Caffe example: 32, 80 and
 * 128 maps. Eighteen layers and the softmax layer; 2,256,838 parameters for 10 classes, the
 * published 2.3M.
 */
export function cifarNet19(options: { classes: number }): ConvolutionalSpec {
  checkOptions("convolutionalNets.cifar19()", options, { classes: "required" });
  const blocks = [
    { maps: 32, highways: 4 },
    { maps: 80, highways: 5 },
    { maps: 128, highways: 5 },
  ];
  return cifarNet({ blocks, lastMaps: 100, classes: options.classes });
}

/**
 * An 11-layer net for CIFAR-10 of the published size, 236K: 236,328 parameters for 10 classes. The
 * authors' layout is not published. The layers between blocks and after the last highway layer are
 * those of the 19-layer net; three blocks of three layers are the layout of FitNet 1, with which the
 * paper compares its net; 16, 32 and 64 maps and 250 in the last layer are our choice, which gives
 * the published number of parameters.
 */
export function cifarNet11(options: { classes: number }): ConvolutionalSpec {
  checkOptions("convolutionalNets.cifar11()", options, { classes: "required" });
  const blocks = [16, 32, 64].map((maps) => ({ maps, highways: 2 }));
  return cifarNet({ blocks, lastMaps: 250, classes: options.classes });
}
