import pl from "nodejs-polars";
import { assertEquals, assertMatch } from "../testing/assert.ts";
import { frameTable } from "./frame_table.ts";

Deno.test("frameTable() rounds numbers, escapes text and aligns headers with their columns", () => {
  const frame = pl.DataFrame({
    net: ["plain", "<b>&"],
    epoch: [400, 12345678],
    rate: [Math.fround(0.1), 2.1417301373321523e-9],
    loss: [2.3012607501175353, NaN],
    trains: [false, null],
  }).withColumn(pl.col("epoch").cast(pl.Int64));
  const { "text/plain": plain, "text/html": html } = frameTable(frame);
  assertEquals(
    plain,
    "net    epoch     rate       loss    trains\n" +
      "plain  400       0.1        2.3013  false\n" +
      "<b>&   12345678  2.1417e-9  NaN",
  );
  const cell = (tag: string, text: string) => `<${tag} style="text-align:left">${text}</${tag}>`;
  for (const [tag, text] of [["th", "rate"], ["td", "0.1"], ["td", "&lt;b&gt;&amp;"]]) {
    assertMatch(html, new RegExp(cell(tag, text)));
  }
});

Deno.test("frameTable() says how many rows it leaves out", () => {
  const { "text/plain": plain } = frameTable(
    pl.DataFrame({ n: Array.from({ length: 103 }, (_, i) => i) }),
  );
  assertEquals(plain.split("\n").slice(-2), ["99", "3 more rows"]);
});
