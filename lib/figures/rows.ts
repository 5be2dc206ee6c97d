import type { DataFrame } from "nodejs-polars";
import type { Row, Schema } from "../frame.ts";

/**
 * The rows of a frame, with only the columns of the schema. A null number is read as NaN.
 *
 * @throws {RangeError} If the frame has no rows or lacks a column.
 * @throws {TypeError} If a value is of another kind.
 */
export function readRows<const S extends Schema>(frame: DataFrame, schema: S): Row<S>[] {
  const missing = Object.keys(schema).filter((name) => !frame.columns.includes(name));
  if (missing.length > 0) {
    throw new RangeError(
      `Cannot draw a figure without column "${missing.join('", "')}": ` +
        `received columns "${frame.columns.join('", "')}"`,
    );
  }
  if (frame.height === 0) {
    throw new RangeError("Cannot draw a figure of a frame without rows: did the run record any?");
  }
  return frame.toRecords().map((record) =>
    Object.fromEntries(
      Object.entries(schema).map(([name, type]) => [
        name,
        readValue(record[name], name, type === "string" ? "string" : "number"),
      ]),
    ) as Row<S>
  );
}

function readValue(value: unknown, column: string, kind: "number" | "string"): number | string {
  if (kind === "number" && (value === null || value === undefined)) return NaN;
  if (kind === "number" && typeof value === "bigint") return Number(value);
  if (kind === "number" && typeof value === "number") return value;
  if (kind === "string" && typeof value === "string") return value;
  throw new TypeError(
    `Cannot draw column "${column}": it must hold a ${kind} in each row, received ${value}`,
  );
}

/** The distinct values of a column: numbers ascending, text in order of appearance. */
export function distinct<T extends number | string>(values: readonly T[]): T[] {
  const found = [...new Set(values)];
  return found.every((value) => typeof value === "number")
    ? found.sort((a, b) => Number(a) - Number(b))
    : found;
}

/**
 * Checks that all values of a column are equal, as a figure would not show that it mixes several.
 *
 * @throws {RangeError} If they are not.
 */
export function assertSingle(column: string, values: readonly (number | string)[]): void {
  const found = distinct(values);
  if (found.length > 1) {
    throw new RangeError(
      `Cannot draw several values of "${column}" in one figure: received ${found.join(", ")}`,
    );
  }
}

/** Rounds to five significant digits: more are invisible and make the files large. */
export function round(value: number): number {
  return Number(value.toPrecision(5));
}

/** At most `limit` rows of each line, evenly spaced, with its first and last. */
export function thinLines<R>(rows: readonly R[], line: (row: R) => string, limit = 1000): R[] {
  return [...Map.groupBy(rows, line).values()].flatMap((points) => {
    if (points.length <= limit) return points;
    const step = (points.length - 1) / (limit - 1);
    return Array.from({ length: limit }, (_, i) => points[Math.round(i * step)]);
  });
}

/** A number as part of a machine name: 0.003 is "3e-3". */
export function machineNumber(value: number): string {
  return round(value).toExponential().replace(/[.+]/g, "_");
}
