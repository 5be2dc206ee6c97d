import { type DenseSpec, highway, plain } from "../../models/network_spec.ts";
import { layOut } from "./layout.ts";

/** The arguments of `product()` in `assembly/product.ts` that are no addresses. */
export interface Product {
  readonly transposed: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly aStride: number;
  readonly bStride: number;
  readonly cStride: number;
  readonly accumulate: number;
}

/**
 * The products of a step of training on such a network: forward x·W, then dW = xᵀ·dz, also added to
 * another block's, and dx = dz·Wᵀ, in highway layers added to what was carried.
 *
 * @param rowCounts Rows of a batch that a thread has, each with its own products.
 */
export function productsOf(spec: DenseSpec, rowCounts: readonly number[]): Product[] {
  const { layers, inputStride, outputGradientStride } = layOut(spec);
  const products = rowCounts.flatMap((rows) =>
    layers.flatMap((layer, index) => {
      const { columns, weightStride, productStride, transposedStride, gated } = layer;
      const inputs = layer.inputs + 1;
      const x = index === 0 ? inputStride : layers[index - 1].outputStride;
      const forward = { m: rows, n: columns, k: inputs, aStride: x, bStride: weightStride };
      const weights = { m: inputs, n: columns, k: rows, aStride: x, bStride: productStride };
      const back = { m: rows, n: Math.ceil(layer.inputs / 4) * 4, k: columns };
      const backStrides = { aStride: productStride, bStride: transposedStride };
      return [
        { transposed: 0, ...forward, cStride: productStride, accumulate: 0 },
        { transposed: 1, ...weights, cStride: weightStride, accumulate: 0 },
        { transposed: 1, ...weights, cStride: weightStride, accumulate: 1 },
        ...index === 0 ? [] : [{
          transposed: 0,
          ...back,
          ...backStrides,
          cStride: outputGradientStride,
          accumulate: gated,
        }],
      ];
    })
  );
  return [...new Map(products.map((product) => [JSON.stringify(product), product])).values()];
}

/** Those of the report's nets and of one with gaps between rows, for a BLAS that is to be tried. */
export function usualProducts(): Product[] {
  const net = { depth: 3, inputSize: 784, classes: 10 };
  const small = { ...net, inputSize: 1 }; // as other layers' products are no larger
  const remainders = Array.from({ length: 16 }, (_, index) => index + 1);
  return [
    ...productsOf(highway(small), remainders),
    ...productsOf(plain({ ...small, width: 32 }), [13]),
    ...[highway(net), plain(net)].flatMap((spec) => productsOf(spec, [64])),
  ];
}
