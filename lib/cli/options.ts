/**
 * Reads options of command lines; all functions throw a {@linkcode UsageError} for bad ones.
 *
 * @module
 */
import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { mostThreads } from "../engines/fused/threads.ts";
import { suggestion } from "../suggestion.ts";
import { UsageError } from "./usage_error.ts";

/**
 * The options of a command line without other arguments.
 *
 * @throws {UsageError} If one is unknown or lacks its value.
 */
export function readOptions<const Options extends ParseArgsOptionsConfig>(
  args: string[],
  options: Options,
) {
  return readArguments(args, options).values;
}

/**
 * The options of a command line and, if allowed, its other arguments.
 *
 * @throws {UsageError} If one is unknown or lacks its value.
 */
export function readArguments<const Options extends ParseArgsOptionsConfig>(
  args: string[],
  options: Options,
  { allowPositionals }: { allowPositionals?: true } = {},
) {
  try {
    return parseArgs({ args: joinNegativeNumbers(args, options), options, allowPositionals });
  } catch (error) {
    const reason = (error as Error).message.split(/[.\n]/)[0]
      .replace("argument is ambiguous", "argument missing");
    const names = Object.keys(options).map((name) => `--${name}`);
    const unknown = /^Unknown option '(--[^']*)'/.exec(reason)?.[1];
    const near = unknown === undefined ? "" : suggestion(unknown, names);
    throw new UsageError(`${reason}${near || ":"} the options are ${names.join(", ")}`);
  }
}

/** Turns "--seed -1" into "--seed=-1", so that the option's own parser refuses the number. */
function joinNegativeNumbers(args: string[], options: ParseArgsOptionsConfig): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const option = joined.at(-1) ?? "";
    const takesText = option.startsWith("--") && options[option.slice(2)]?.type === "string";
    if (takesText && /^-\d/.test(arg)) joined[joined.length - 1] = `${option}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}

/** The value of an option that is given at most once. */
export function single<T>(
  option: string,
  values: readonly string[] | undefined,
  parse: (value: string) => T,
): T | undefined {
  if (values === undefined) return undefined;
  if (values.length > 1) {
    throw new UsageError(
      `Cannot use --${option} ${values.length} times: it must be given once, received ${
        values.join(", ")
      }`,
    );
  }
  return parse(values[0]);
}

/** Different values, in their order. */
export function distinct<T, U>(
  values: readonly T[] | undefined,
  parse: (value: T) => U,
): U[] | undefined {
  return values && [...new Set(values.map(parse))];
}

/**
 * The value as one of the names.
 *
 * @throws {UsageError} If it is none of them; the message suggests the nearest one.
 */
export function choose<Name extends string>(
  what: string,
  value: string,
  names: readonly Name[],
): Name {
  const name = names.find((name) => name === value);
  if (name === undefined) {
    throw new UsageError(
      `Unknown ${what} ${JSON.stringify(value)}${
        suggestion(value, names) || ":"
      } it must be one of ${names.join(", ")}`,
    );
  }
  return name;
}

/** A parser of integers from `least` to `most`. */
export function integer(what: string, least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= least && number <= most) return number;
    throw new UsageError(
      `Bad ${what} ${JSON.stringify(value)}: it must be an integer from ${least} to ${most}`,
    );
  };
}

export const parseSeed = integer("seed", 0, Number.MAX_SAFE_INTEGER);

export const parseThreads = integer("number of threads", 1, mostThreads);

/** Any text but none. */
export function parseFolder(value: string): string {
  if (value === "") throw new UsageError("Bad --out: it must name a folder, received nothing");
  return value;
}
