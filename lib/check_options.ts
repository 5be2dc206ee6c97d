import { suggestion } from "./suggestion.ts";

/** The name of every option, and whether it is required. */
export type OptionNames<Options> = {
  readonly [Name in keyof Options]-?: object extends Pick<Options, Name> ? "optional" : "required";
};

/**
 * Checks the names of options: a notebook's cells are not type-checked, and a misspelt option would
 * be ignored.
 *
 * @param caller The called function, for example "highway()".
 * @throws {TypeError} If an option is unknown, or a required one is missing.
 */
export function checkOptions<Options extends object>(
  caller: string,
  options: Options,
  expected: OptionNames<Options>,
): void {
  const names = Object.keys(expected);
  const given: unknown = options; // a notebook may pass anything
  if (given !== undefined && (typeof given !== "object" || given === null)) {
    throw new TypeError(
      `Cannot call ${caller}: its options must be an object, received ${JSON.stringify(given)}`,
    );
  }
  const received = new Map(Object.entries(options ?? {}));
  for (const name of received.keys()) {
    if (names.includes(name)) continue;
    throw new TypeError(
      `Cannot call ${caller}: unknown option "${name}"${suggestion(name, names) || ","} ` +
        `it takes ${names.join(", ")}`,
    );
  }
  const required = names.filter((name) => expected[name as keyof Options] === "required");
  checkGiven(caller, options, required as (keyof Options)[]);
}

/**
 * Checks that an argument, such as a study, has the fields that a function needs.
 *
 * @param caller As in {@linkcode checkOptions}.
 * @throws {TypeError} If something is missing.
 */
export function checkGiven<Given extends object>(
  caller: string,
  given: Given,
  names: readonly (keyof Given)[],
): void {
  const received: Partial<Given> | null | undefined = given; // a notebook may pass anything
  const missing = names.filter((name) => received?.[name] === undefined);
  if (missing.length > 0) {
    throw new TypeError(`Cannot call ${caller}: it needs the option ${missing.join(", ")}`);
  }
}
