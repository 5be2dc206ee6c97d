import { assertEquals } from "../testing/assert.ts";
import { typeset } from "./typeset.ts";

Deno.test("typeset() prints numbers of texts as a book does", () => {
  const texts = [
    ["39300 times", "39,300 times"],
    ["3.1e+3 %, 1.6e+4 (1.6e+4 to 2.3e+5)", "3,100 %, 16,000 (16,000 to 2.3\u00a0×\u00a010⁵)"],
    ["mean 0.16 falls to 2.6e−9", "mean 0.16 falls to 2.6\u00a0×\u00a010⁻⁹"],
    ["4.9e-3, below 1e-6, -4, 1.0e-12", "0.0049, below 10⁻⁶, −4, 10⁻¹²"],
    ["loss 2.3 (2.3 to 2.3), 1.1 (1 to 1.1)", "loss 2.3, 1.1 (1 to 1.1)"],
    ["2.3 (2.3 to Infinity)", "2.3 (2.3 to ∞)"],
    ["a rate of 0.00001, 2 to 5, layers 15-45", "a rate of 0.00001, 2 to 5, layers 15-45"],
    ["tanh-3e-3, layers.16.wH, 2.9.6, v10000", "tanh-3e-3, layers.16.wH, 2.9.6, v10000"],
    ["12000 images. Then 60000.", "12,000 images. Then 60,000."],
  ];
  assertEquals(texts.map(([text]) => typeset(text)), texts.map(([, expected]) => expected));
});
