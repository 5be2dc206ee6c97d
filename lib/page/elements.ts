/**
 * Elements that several parts of the page have.
 *
 * @module
 */
import { type Markup, markup } from "../report/markup.ts";
import type { Verdict } from "../sections/verdict.ts";

/** A symbol for each verdict that needs no colour, in the order of the tally. */
export const symbols: Readonly<Record<Verdict, string>> = {
  reproduced: "●",
  partly: "◐",
  "not reproduced": "○",
  "not tested": "–",
};

/** A verdict in words, after its symbol. */
export function badge(verdict: Verdict): Markup {
  return markup`<span class="badge" data-verdict="${verdict}"><span
aria-hidden="true">${symbols[verdict]}</span> ${verdict}</span>`;
}

/** A command with a button that copies it. */
export function commandHtml(command: string): Markup {
  return markup`<span class="command"><code>${command}</code><button type="button" class="copy"
data-copy="${command}">Copy</button></span>`;
}

/** Names with their values; one without a value is left out. */
export function definitions(rows: readonly (readonly [name: string, value: string])[]): Markup {
  return markup`<dl>${
    rows.map(([name, value]) =>
      value !== "" && markup`<div><dt>${name}</dt><dd>${value}</dd></div>`
    )
  }</dl>`;
}
