/** Control and format characters, line separators, halves of a surrogate pair. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Text of unknown origin as it may stand on a line of a terminal, of Markdown or of a page: what
 * would move the cursor, end the line or turn the direction of what follows is spelled out.
 *
 * @example
 * ```ts
 * import { plainText } from "./plain_text.ts";
 * plainText("red \x1b[31m"); // "red \\u{1b}[31m"
 * ```
 */
export function plainText(text: string): string {
  return text.replace(invisible, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** The same between quotation marks, as names stand in messages. */
export function quoted(text: string): string {
  return plainText(JSON.stringify(text));
}

/** The same as it may stand in a paragraph or a table's cell of Markdown: it stays text there. */
export function markdownText(text: string): string {
  return plainText(text).replace(/[\\`*_~$|[\]<>&]/g, "\\$&");
}
