import { plainText } from "../plain_text.ts";

/** Escaped HTML. */
export class Markup {
  constructor(readonly text: string) {}
}

type Content = Markup | string | number | undefined | false | readonly Content[];

/** Tag of an HTML template: text is escaped, lists are joined, undefined and false are left out. */
export function markup(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(parts.reduce((text, part, index) => text + asText(values[index - 1]) + part));
}

function asText(value: Content): string {
  if (value instanceof Markup) return value.text;
  if (value === undefined || value === false) return "";
  if (typeof value === "object") return value.map(asText).join("");
  return escapeHtml(String(value));
}

/** Escapes text, of one line or several, for HTML content and attributes. */
export function escapeHtml(text: string): string {
  return text.split("\n").map(plainText).join("\n").replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
