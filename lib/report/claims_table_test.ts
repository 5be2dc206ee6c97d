import { assertEquals, assertStringIncludes } from "../testing/assert.ts";
import { claimsTable } from "./claims_table.ts";
import { measured } from "./measured.ts";
import { judge } from "./verdict.ts";

const claim = {
  number: 5,
  statement: "Plain nets <get> worse",
  about: ["mnist"] as const,
  source: "IV",
  criterion: "the loss rises",
  published: "1e-5 to 0.2",
  figure: "figure_08_depth_sweep",
};
const mnist = { name: "mnist", title: "MNIST" } as const;

Deno.test("judge() needs every part for every seed, and some finding at all", () => {
  const finding = (...holds: boolean[]) => (
    { dataset: "MNIST", seed: 1, holds, values: measured`x` }
  );
  const verdict = (...findings: ReturnType<typeof finding>[]) =>
    judge(claim, findings, [mnist]).verdict;
  assertEquals(verdict(finding(true, true), finding(true)), "reproduced");
  assertEquals(verdict(finding(true), finding(false)), "partly");
  assertEquals(verdict(finding(false, false)), "not reproduced");
  assertEquals(verdict(), "not tested");
});

Deno.test("claimsTable() shows claim, values, data and verdict as HTML and as text", () => {
  const data = [{ name: "glyphs", title: "Glyphs", standsInFor: "mnist" }] as const;
  const values = measured`${[0.1, 0.2]}`;
  const judged = judge(claim, [{ dataset: "Glyphs", seed: 3, holds: [true], values }], data);
  const table = claimsTable([judged]);
  assertStringIncludes(table["text/html"], "Plain nets &lt;get&gt; worse (IV)");
  assertStringIncludes(table["text/html"], ">reproduced</td>");
  assertEquals(
    table["text/plain"],
    " 5  reproduced      Plain nets <get> worse\n" +
      "    ours, Glyphs (stand-in): seed 3: 0.1, 0.2\n" +
      "    published: 1e-5 to 0.2",
  );
});

Deno.test("judge() puts seeds together, apart for each of what a claim speaks of", () => {
  const finding = (seed: number, of: string, loss: number) => ({
    dataset: "MNIST",
    seed,
    of,
    holds: [true],
    values: measured`loss ${loss}`,
  });
  const { ours } = judge(
    claim,
    [finding(1, "he", 1), finding(1, "glorot", 2), finding(2, "he", 3)],
    [mnist],
  );
  assertEquals(ours, "he, seeds 1, 2: loss 2 (1 to 3); glorot, seed 1: loss 2");
});

Deno.test("judge() takes no finding on data that the claim does not speak of", () => {
  const values = measured`x`;
  const finding = (dataset: string) => ({ dataset, seed: 1, holds: [true], values });
  const cifar100 = { name: "cifar100", title: "CIFAR-100" } as const;
  const own = { name: "glyphs", title: "Own images" } as const; // stands in for nothing
  for (const dataset of [cifar100, own]) {
    const { verdict, ours, data } = judge(claim, [finding(dataset.title)], [dataset]);
    assertEquals([verdict, ours, data], ["not tested", "", ""]);
  }
  const both = judge(claim, [finding("CIFAR-100"), finding("MNIST")], [cifar100, mnist]);
  assertEquals([both.verdict, both.ours, both.data], ["reproduced", "seed 1: x", "MNIST"]);
});
