import { activations, type DenseSpec } from "../../models/network_spec.ts";
import { type ParameterInfo, parameterInfos } from "../../models/parameters.ts";
import { BLOCK, LAYER_SIZE, type LayerStructure } from "./structures.ts";

/** Where one parameter lies: `rows` rows of `columns` floats, `stride` floats apart. */
export interface Place {
  readonly info: ParameterInfo;
  /** Of the first float: bytes from the network's address. */
  readonly weights: number;
  /** The same of its momentum. */
  readonly velocity: number;
  /** The same in the gradients of all layers. */
  readonly gradient: number;
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
}

/** How a network lies in memory. Addresses in `layers` are offsets from the piece they lie in. */
export interface Layout {
  /** Layers 1 to depth and the softmax layer. */
  readonly layers: readonly LayerStructure[];
  readonly places: readonly Place[];
  /** Bytes of layer structures, weights and momentum. */
  readonly networkSize: number;
  /** Bytes of the gradients of all layers. */
  readonly gradientsSize: number;
  /** Bytes of one thread's activations. */
  readonly workspaceSize: number;
  readonly input: number;
  readonly inputStride: number;
  readonly outputGradient: number;
  readonly outputGradientStride: number;
  readonly scratch: number;
}

/** Hands out consecutive pieces of rows of floats, in bytes, each beginning at a cache line. */
class Extent {
  size = 0;

  add(rows: number, stride: number): number {
    const offset = this.size;
    this.size += Math.ceil(rows * stride / 16) * 64;
    return offset;
  }
}

/** A product computes so many rows at least. */
const FEWEST_ROWS = 8;

/** The next multiple of four: whole vectors. */
function wide(count: number): number {
  return Math.ceil(count / 4) * 4;
}

/** Floats from row to row: not a multiple of 32, or rows would compete for the same cache lines. */
function strideOf(count: number): number {
  const stride = wide(count);
  return stride % 32 === 0 ? stride + 4 : stride;
}

/** Lays out a network of this spec. */
export function layOut(spec: DenseSpec): Layout {
  const { depth, width, inputSize, classes } = spec;
  const infos = parameterInfos(spec);
  const network = new Extent();
  const gradients = new Extent();
  const workspace = new Extent();
  network.add(depth + 1, LAYER_SIZE / 4);
  const inputStride = strideOf(inputSize + 1);
  const input = workspace.add(BLOCK, inputStride);
  const outputGradientStride = strideOf(width);
  const outputGradient = workspace.add(BLOCK, outputGradientStride);
  const layers: LayerStructure[] = [];
  const places: Place[] = [];
  for (let layer = 1; layer <= depth + 1; layer++) {
    const inputs = layer === 1 ? inputSize : width;
    const units = layer > depth ? classes : width;
    const gated = spec.architecture === "highway" && layer > 1 && layer <= depth;
    const columns = wide(units) * (gated ? 2 : 1);
    const weightStride = strideOf(columns);
    const transposedStride = strideOf(inputs);
    const rows = wide(inputs + 1);
    const weights = network.add(rows, weightStride);
    const velocity = network.add(rows, weightStride);
    const transposed = layer > 1 ? network.add(columns, transposedStride) : 0;
    const gradient = gradients.add(Math.max(FEWEST_ROWS, rows), weightStride);
    const outputStride = strideOf(units + 1);
    const output = workspace.add(BLOCK, outputStride);
    const productStride = gated ? strideOf(columns) : outputStride;
    const product = gated ? workspace.add(BLOCK, productStride) : output;
    const firstParameter = places.length;
    for (let part = 0; part < (gated ? 2 : 1); part++) {
      const right = 4 * part * wide(units);
      const down = 4 * inputs * weightStride;
      const [w, b] = infos.slice(places.length);
      const place = (info: ParameterInfo, rows: number, offset: number): Place => ({
        info,
        weights: weights + offset,
        velocity: velocity + offset,
        gradient: gradient + offset,
        rows,
        columns: units,
        stride: weightStride,
      });
      places.push(place(w, inputs, right), place(b, 1, right + down));
    }
    layers.push({
      inputs,
      units,
      gated: Number(gated),
      activation: activations.indexOf(layer > depth ? "linear" : spec.activation),
      columns,
      weightStride,
      weights,
      transposed,
      transposedStride,
      velocity,
      gradient,
      product,
      productStride,
      output,
      outputStride,
      firstParameter,
    });
  }
  const longest = Math.max(...layers.map(({ inputs, columns }) => Math.max(inputs + 1, columns)));
  const scratch = workspace.add(wide(longest), BLOCK);
  return {
    layers,
    places,
    networkSize: network.size,
    gradientsSize: gradients.size,
    workspaceSize: workspace.size,
    input,
    inputStride,
    outputGradient,
    outputGradientStride,
    scratch,
  };
}
