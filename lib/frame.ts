import { Buffer } from "node:buffer";
import pl from "nodejs-polars";

/** Column names and types of a frame: "int" is Int32, "float" Float64, "string" text. */
export type Schema = Readonly<Record<string, keyof typeof types>>;

/** An observation with the columns of a schema. */
export type Row<S extends Schema> = {
  readonly [Column in keyof S]: S[Column] extends "string" ? string : number;
};

const types = { int: pl.Int32, float: pl.Float64, string: pl.String } as const;

/** A Polars frame with one row an observation; exactly the schema's columns, in its order. */
export function frame<S extends Schema>(schema: S, rows: readonly Row<S>[]): pl.DataFrame {
  const columns = Object.keys(schema);
  return pl.DataFrame(
    Object.fromEntries(columns.map((column) => [column, rows.map((row) => oneNaN(row[column]))])),
    { schema: Object.fromEntries(columns.map((column) => [column, types[schema[column]]])) },
  );
}

/** NaN has many bit patterns: with one of them equal frames are equal bytes. */
function oneNaN<Value extends string | number>(value: Value): Value | number {
  return Number.isNaN(value) ? NaN : value;
}

/**
 * Reads Parquet. No more rows than `maxRows` are decoded, however many a small file may hold.
 *
 * @throws {Error} If the bytes are no Parquet.
 * @throws {RangeError} If there are more rows.
 */
export function readFrame(bytes: Uint8Array, maxRows: number): pl.DataFrame {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Most are small: to wake other threads takes longer than to read.
  const read = pl.readParquet(buffer, { nRows: maxRows + 1, parallel: "none" });
  if (read.height > maxRows) {
    throw new RangeError(`Cannot read Parquet: expected at most ${maxRows} rows, received more`);
  }
  return read;
}

/** A frame's rows again, as {@linkcode frame} was given them. */
export function records<S extends Schema>(schema: S, from: pl.DataFrame): Row<S>[] {
  return from.select(...Object.keys(schema)).toRecords() as unknown as Row<S>[];
}
