import { plainText } from "../plain_text.ts";

/** HTML that may be put into HTML as it is. */
export class Markup {
  constructor(readonly text: string) {}
}

type Content = Markup | string | number | undefined | false | readonly Content[];

/** HTML with values put in: text is escaped, lists are joined, undefined and false are nothing. */
export function markup(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(parts.reduce((text, part, index) => text + asText(values[index - 1]) + part));
}

function asText(value: Content): string {
  if (value instanceof Markup) return value.text;
  if (value === undefined || value === false) return "";
  if (typeof value === "object") return value.map(asText).join("");
  return escapeHtml(String(value));
}

/** Text as it stands in HTML, attributes included; it may have several lines. */
export function escapeHtml(text: string): string {
  return text.split("\n").map(plainText).join("\n").replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
