import { Buffer } from "node:buffer";
import pl from "nodejs-polars";

/** As much of a Polars frame as is shown or written: `DataFrame` of nodejs-polars is one. */
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

/**
 * A frame's rows again, as {@linkcode frame} was given them.
 *
 * @throws {TypeError} If a column has values of another type, or none in some row.
 */
export function records<S extends Schema>(schema: S, from: pl.DataFrame): Row<S>[] {
  return checked(schema, from.select(...Object.keys(schema)).toRecords());
}

/** The last of a frame's rows: objects of all take five times as long as reading them. */
export function lastRecord<S extends Schema>(schema: S, from: pl.DataFrame): Row<S> | undefined {
  if (from.height === 0) return undefined;
  const values: unknown[] = from.row(from.height - 1);
  const row = Object.fromEntries(from.columns.map((column, index) => [column, values[index]]));
  return checked(schema, [row])[0];
}

function checked<S extends Schema>(schema: S, rows: Record<string, unknown>[]): Row<S>[] {
  for (const [column, type] of Object.entries(schema)) {
    const expected = type === "string" ? "string" : "number";
    const fits = (value: unknown) => (typeof value as string) === expected;
    if (rows.every((row) => fits(row[column]))) continue;
    throw new TypeError(`column ${column} must have a ${type} in every row`);
  }
  return rows as Row<S>[];
}
