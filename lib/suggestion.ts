import { closest, distance } from "fastest-levenshtein";

/** Largest share of changed letters in a misspelt name. */
const SLIP = 0.4;

/**
 * The end of an error's message about an unknown name.
 *
 * @returns The likely name as `, did you mean "depth"?`, or an empty string if no name is near.
 */
export function suggestion(received: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const name = closest(received.toLowerCase(), names.map((name) => name.toLowerCase()));
  const changes = distance(received.toLowerCase(), name);
  if (changes > SLIP * Math.max(received.length, name.length)) return "";
  return `, did you mean "${names.find((other) => other.toLowerCase() === name)}"?`;
}
