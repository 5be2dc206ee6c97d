/**
 * The fields of `assembly/structures.ts` in the same order, each four bytes long.
 *
 * @module
 */

export const layerFields = [
  "inputs",
  "units",
  "gated",
  "activation",
  "columns",
  "weightStride",
  "weights",
  "transposed",
  "transposedStride",
  "velocity",
  "gradient",
  "product",
  "productStride",
  "output",
  "outputStride",
  "firstParameter",
] as const;

export const jobFields = [
  "threads",
  "depth",
  "classes",
  "layers",
  "parameters",
  "pixelsPerRow",
  "pixels",
  "labels",
  "rows",
  "rowCount",
  "workspace",
  "workspaceSize",
  "input",
  "inputStride",
  "outputGradient",
  "outputGradientStride",
  "scratch",
  "gradients",
  "gradientsSize",
  "gradientSum",
  "batchSize",
  "rates",
  "momentum",
  "clipNorm",
  "gradientNorms",
  "normSums",
  "squares",
  "tallies",
  "stop",
  "stopping",
  "arrived",
  "generation",
  "steps",
  "seen",
] as const;

/** Fields that hold a float32; the others hold a 32-bit integer or address. */
const floatFields: readonly string[] = ["momentum", "clipNorm"];

export type LayerStructure = Readonly<Record<typeof layerFields[number], number>>;
export type JobField = typeof jobFields[number];
/** Fields that are not given are 0. */
export type JobStructure = Readonly<Partial<Record<JobField, number>>>;

/** Rows that go through the layers together: `BLOCK` of `assembly/structures.ts`. */
export const BLOCK = 128;
/** Bytes of a tally: loss and correct answers, float64. */
export const TALLY_SIZE = 16;
export const LAYER_SIZE = 4 * layerFields.length;
export const JOB_SIZE = 4 * jobFields.length;

/** Writes a structure's fields one after another. */
export function writeStructure<Field extends string>(
  view: DataView,
  fields: readonly Field[],
  values: Readonly<Partial<Record<Field, number>>>,
): void {
  for (const [index, field] of fields.entries()) {
    const value = values[field] ?? 0;
    if (floatFields.includes(field)) view.setFloat32(4 * index, value, true);
    else view.setUint32(4 * index, value, true);
  }
}
