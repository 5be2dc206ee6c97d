/** Control and format characters, line separators, halves of a surrogate pair. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Escapes text of unknown origin for a line of a terminal, of Markdown or of a page: characters that
 * would move the cursor, end the line or change the direction of the text.
 */
export function plainText(text: string): string {
  return text.replace(invisible, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** Escapes and quotes a name for a message. */
export function quoted(text: string): string {
  return plainText(JSON.stringify(text));
}

/** Escapes text for a paragraph or a table's cell of Markdown. */
export function markdownText(text: string): string {
  return plainText(text).replace(/[\\`*_~$|[\]<>&]/g, "\\$&");
}
