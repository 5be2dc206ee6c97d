import { markdownText, plainText } from "./plain_text.ts";
import { assertEquals } from "./testing/assert.ts";

Deno.test("plainText() escapes control and format characters, and nothing else", () => {
  assertEquals(plainText("Intel® Xeon® “6” 数据 🛣 é̂ <b>"), "Intel® Xeon® “6” 数据 🛣 é̂ <b>");
  assertEquals(
    plainText("a\x1b]0;title\x07b\r\nc\x9b2J\u202eevil\u2066\u200f\u2028\ud800"),
    "a\\u{1b}]0;title\\u{7}b\\u{d}\\u{a}c\\u{9b}2J\\u{202e}evil\\u{2066}\\u{200f}\\u{2028}\\u{d800}",
  );
});

Deno.test("markdownText() leaves no mark-up, no second cell and no second line", () => {
  assertEquals(markdownText("5,112 (71.5 %): 1.0e-5"), "5,112 (71.5 %): 1.0e-5");
  assertEquals(
    markdownText("a|b\n`c` <img src=x> &lt; [d](e) _f_ ~g~ $h$ \\"),
    "a\\|b\\\\u{a}\\`c\\` \\<img src=x\\> \\&lt; \\[d\\](e) \\_f\\_ \\~g\\~ \\$h\\$ \\\\",
  );
});
