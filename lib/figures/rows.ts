import type { DataFrame } from "nodejs-polars";

/** Columns a figure reads, and what it takes them for. */
export type Columns = Readonly<Record<string, "number" | "string">>;

/** A frame's row with these columns; a null number is read as NaN. */
export type Row<C extends Columns> = {
  readonly [K in keyof C]: C[K] extends "number" ? number : string;
};

/**
 * The rows of a frame, with only these columns.
 *
 * @throws {RangeError} If the frame has no rows or lacks a column.
 * @throws {TypeError} If a value is of another kind.
 */
export function readRows<const C extends Columns>(frame: DataFrame, columns: C): Row<C>[] {
  const missing = Object.keys(columns).filter((name) => !frame.columns.includes(name));
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
      Object.entries(columns).map(([name, kind]) => [name, readValue(record[name], name, kind)]),
    ) as Row<C>
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

/** What a column holds, each value once: numbers ascending, text in order of appearance. */
export function distinct<T extends number | string>(values: readonly T[]): T[] {
  const found = [...new Set(values)];
  return found.every((value) => typeof value === "number")
    ? found.sort((a, b) => Number(a) - Number(b))
    : found;
}

/**
 * Fails unless all of a column's values are equal: a figure that mixed them would not say so.
 *
 * @throws {RangeError} If there are several.
 */
export function assertSingle(column: string, values: readonly (number | string)[]): void {
  const found = distinct(values);
  if (found.length > 1) {
    throw new RangeError(
      `Cannot draw several values of "${column}" in one figure: received ${found.join(", ")}`,
    );
  }
}

/** To five significant digits: more cannot be seen, and makes the files large. */
export function round(value: number): number {
  return Number(value.toPrecision(5));
}

/** At most `limit` rows of each line, evenly spaced, its first and last among them. */
export function thinLines<R>(rows: readonly R[], line: (row: R) => string, limit = 1000): R[] {
  return [...Map.groupBy(rows, line).values()].flatMap((points) => {
    if (points.length <= limit) return points;
    const step = (points.length - 1) / (limit - 1);
    return Array.from({ length: limit }, (_, i) => points[Math.round(i * step)]);
  });
}

/** A number in a machine name: 0.003 is "3e-3". */
export function machineNumber(value: number): string {
  return round(value).toExponential().replace(/[.+]/g, "_");
}
