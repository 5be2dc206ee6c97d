import { assertEquals } from "../testing/assert.ts";
import { Markup, markup } from "./markup.ts";

Deno.test("markup escapes text, keeps markup, joins lists and leaves out what is not there", () => {
  const bold = markup`<b title="${'"'}">${"<&>"}</b>`;
  assertEquals(bold.text, '<b title="&quot;">&lt;&amp;&gt;</b>');
  assertEquals(
    markup`<p>${[bold, 1]}${undefined}${false}${0}</p>`.text,
    `<p>${bold.text}10</p>`,
  );
  assertEquals(markup`${new Markup("<br>")}`.text, "<br>");
  assertEquals(markup`<p>${"a\nb \u202e\x1b[2J"}</p>`.text, "<p>a\nb \\u{202e}\\u{1b}[2J</p>");
});
