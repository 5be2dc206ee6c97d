import { closest, distance } from "fastest-levenshtein";

/** Changed letters at most, as a part of a name, that may be a slip. */
const SLIP = 0.4;

/**
 * The end of an error's message about an unknown name.
 *
 * @returns The name that was likely meant as `, did you mean "depth"?`, or nothing where none of
 * the names is near.
 *
 * @example
 * ```ts
 * import { suggestion } from "./suggestion.ts";
 * suggestion("gateBais", ["depth", "gateBias"]); // ', did you mean "gateBias"?'
 * ```
 */
export function suggestion(received: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const name = closest(received.toLowerCase(), names.map((name) => name.toLowerCase()));
  const changes = distance(received.toLowerCase(), name);
  if (changes > SLIP * Math.max(received.length, name.length)) return "";
  return `, did you mean "${names.find((other) => other.toLowerCase() === name)}"?`;
}
