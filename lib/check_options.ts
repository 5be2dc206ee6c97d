import { suggestion } from "./suggestion.ts";

/** Every option's name, and whether it must be given. */
export type OptionNames<Options> = {
  readonly [Name in keyof Options]-?: object extends Pick<Options, Name> ? "optional" : "required";
};

/**
 * Checks the names of options: a notebook's cells are not type-checked, and an option that is
 * misspelt there would be ignored.
 *
 * @param caller What takes the options, for example "highway()".
 * @throws {TypeError} If an option is unknown, or a required one is missing.
 */
export function checkOptions<Options extends object>(
  caller: string,
  options: Options,
  expected: OptionNames<Options>,
): void {
  const names = Object.keys(expected);
  const given: unknown = options; // whatever a notebook passes
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
 * Checks that what a function needs of a larger object is there: of a study, or of a run.
 *
 * @param caller As in {@linkcode checkOptions}.
 * @throws {TypeError} If something is missing.
 */
export function checkGiven<Given extends object>(
  caller: string,
  given: Given,
  names: readonly (keyof Given)[],
): void {
  const received: Partial<Given> | null | undefined = given; // whatever a notebook passes
  const missing = names.filter((name) => received?.[name] === undefined);
  if (missing.length > 0) {
    throw new TypeError(`Cannot call ${caller}: it needs the option ${missing.join(", ")}`);
  }
}
