import { Buffer } from "node:buffer";
import pl from "nodejs-polars";

/** The part of nodejs-polars' `DataFrame` that is shown or written. */
export interface Frame {
  /** Names of the columns, in order. */
  readonly columns: string[];
  /** Number of rows. */
  readonly height: number;
  /** The first rows. */
  head(rows: number): Frame;
  /** An object a row. */
  toRecords(): Record<string, unknown>[];
  /** The whole frame as a Parquet file. */
  writeParquet(): Uint8Array;
}

/** Column names and types of a frame: "int" is Int32, "float" Float64, "string" text. */
export type Schema = Readonly<Record<string, keyof typeof types>>;

/** An observation with the columns of a schema. */
export type Row<S extends Schema> = {
  readonly [Column in keyof S]: S[Column] extends "string" ? string : number;
};

const types = { int: pl.Int32, float: pl.Float64, string: pl.String } as const;

/** A Polars frame of the schema's columns, in its order, with a row for each observation. */
export function frame<S extends Schema>(schema: S, rows: readonly Row<S>[]): pl.DataFrame {
  const columns = Object.keys(schema);
  return pl.DataFrame(
    Object.fromEntries(columns.map((column) => [column, rows.map((row) => oneNaN(row[column]))])),
    { schema: Object.fromEntries(columns.map((column) => [column, types[schema[column]]])) },
  );
}

/** One of NaN's many bit patterns, so that equal frames are equal bytes. */
function oneNaN<Value extends string | number>(value: Value): Value | number {
  return Number.isNaN(value) ? NaN : value;
}

/**
 * Reads Parquet. At most `maxRows` rows are decoded, even if a small file holds many more.
 *
 * @throws {Error} If the bytes are not Parquet.
 * @throws {RangeError} If there are more rows.
 */
export function readFrame(bytes: Uint8Array, maxRows: number): pl.DataFrame {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Most are small: waking other threads takes longer than reading.
  const read = pl.readParquet(buffer, { nRows: maxRows + 1, parallel: "none" });
  if (read.height > maxRows) {
    throw new RangeError(`Cannot read Parquet: expected at most ${maxRows} rows, received more`);
  }
  return read;
}

/**
 * The observations of a frame, the reverse of {@linkcode frame}.
 *
 * @throws {TypeError} If a column has a missing value or one of another type.
 */
export function records<S extends Schema>(schema: S, from: pl.DataFrame): Row<S>[] {
  const columns = Object.entries(schema);
  // Twice as fast as `toRecords()`.
  const rows: unknown[][] = from.select(...Object.keys(schema)).rows();
  for (const [index, [column, type]] of columns.entries()) {
    const expected = type === "string" ? "string" : "number";
    if (rows.every((row) => (typeof row[index] as string) === expected)) continue;
    throw new TypeError(`column ${column} must have a ${type} in every row`);
  }
  return rows.map((row) =>
    Object.fromEntries(columns.map(([column], index) => [column, row[index]])) as Row<S>
  );
}
