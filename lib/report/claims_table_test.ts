import { assertEquals, assertStringIncludes } from "../testing/assert.ts";
import { claimsTable } from "./claims_table.ts";
import { measured } from "../sections/measured.ts";
import { type Criterion, judge, part } from "../sections/verdict.ts";

interface Found {
  readonly holds: readonly (boolean | undefined)[];
  readonly loss: number | readonly number[];
}

const claim: Criterion<Found> = {
  number: 5,
  statement: "Plain nets <get> worse",
  about: ["mnist"],
  source: "IV",
  criterion: "the loss rises",
  published: "1e-5 to 0.2",
  figure: "figure_08_depth_sweep",
  parts: ({ holds }) => holds,
  words: ({ loss }) => measured`loss ${loss}`,
};
const mnist = { name: "mnist", title: "MNIST" } as const;

Deno.test("judge() needs every part for every seed, and some finding at all", () => {
  const finding = (...holds: (boolean | undefined)[]) => (
    { dataset: "mnist", seed: 1, found: { holds, loss: 1 } }
  );
  const verdict = (...findings: ReturnType<typeof finding>[]) =>
    judge(claim, findings, [mnist]).verdict;
  assertEquals(verdict(finding(true, true), finding(true)), "reproduced");
  assertEquals(verdict(finding(true), finding(false)), "partly");
  assertEquals(verdict(finding(false, false)), "not reproduced");
  assertEquals(verdict(finding(true, undefined), finding(undefined)), "reproduced");
  assertEquals(verdict(finding(undefined)), "not tested");
  assertEquals(verdict(), "not tested");
});

Deno.test("claimsTable() shows claim, values, data and verdict as HTML and as text", () => {
  const data = [{ name: "glyphs", title: "Glyphs", standsInFor: "mnist" }] as const;
  const found = { holds: [true], loss: [0.1, 0.2] };
  const report = [{ found: { holds: [false], loss: 7 } }];
  const judged = judge(claim, [{ dataset: "glyphs", seed: 3, found }], data, { report });
  const table = claimsTable([judged]);
  assertStringIncludes(table["text/html"], "Plain nets &lt;get&gt; worse (IV)");
  assertStringIncludes(table["text/html"], ">reproduced</td>");
  assertEquals(
    table["text/plain"],
    " 5  reproduced      Plain nets <get> worse\n" +
      "    ours, Glyphs (stand-in): seed 3: loss 0.1, 0.2\n" +
      "    published: 1e-5 to 0.2\n" +
      "    holds in the report's own data: no (loss 7)",
  );
});

Deno.test("judge() puts seeds together, apart for each of what a claim speaks of", () => {
  const finding = (seed: number, of: string, loss: number) => ({
    dataset: "mnist",
    seed,
    of,
    found: { holds: [loss < 3], loss },
  });
  const { ours } = judge(
    claim,
    [finding(1, "he", 1), finding(1, "glorot", 2), finding(2, "he", 3)],
    [mnist],
  );
  assertEquals(
    ours,
    "he (partly), seeds 1, 2: loss 2 (1 to 3); glorot (reproduced), seed 1: loss 2",
  );
});

Deno.test("judge() takes no finding on data that the claim does not speak of", () => {
  const found = { holds: [true], loss: 1 };
  const finding = (dataset: string) => ({ dataset, seed: 1, found });
  const cifar100 = { name: "cifar100", title: "CIFAR-100" } as const;
  const own = { name: "glyphs", title: "Own images" } as const; // stands in for nothing
  for (const dataset of [cifar100, own]) {
    const { verdict, ours, data } = judge(claim, [finding(dataset.title)], [dataset]);
    assertEquals([verdict, ours, data], ["not tested", "", ""]);
  }
  const both = judge(claim, [finding("cifar100"), finding("mnist")], [cifar100, mnist]);
  assertEquals([both.verdict, both.ours, both.data], ["reproduced", "seed 1: loss 1", "MNIST"]);
});

Deno.test("judge() runs the criterion on the report's own data, as far as there are any", () => {
  const report = (...holds: (boolean | undefined)[]) => {
    const found = { holds, loss: 0.5 };
    const judged = judge(claim, [], [mnist], { report: [{ of: "MNIST", found }] });
    return [judged.report, judged.reportValues];
  };
  assertEquals(report(true, true), ["yes", "MNIST, loss 0.5"]);
  assertEquals(report(true, false, undefined), ["no", "MNIST, loss 0.5"]);
  assertEquals(report(true, undefined), ["cannot be told", "MNIST, loss 0.5"]);
  const none = judge(claim, [], [mnist]);
  assertEquals([none.report, none.reportValues], ["cannot be told", ""]);
});

Deno.test("part() of a criterion is not told where a value is not known", () => {
  const rises = (a?: number, b?: number) => part([a, b], (a, b) => a < b);
  assertEquals([rises(1, 2), rises(2, 1), rises(1), rises(NaN, 1)], [
    true,
    false,
    undefined,
    false,
  ]);
});

Deno.test("judge() tries the criterion on controls, which do not change the verdict", () => {
  const control = (control: string, loss: number, ...holds: boolean[]) => (
    { control, found: { holds, loss } }
  );
  const { controls, verdict } = judge(claim, [], [mnist], {
    controls: [
      control("untrained net", 1, true, true),
      control("untrained net", 3, true),
      control("shallow net", 2, true, false),
    ],
  });
  assertEquals(controls, [
    { control: "untrained net", met: true, values: "loss 2 (1 to 3)" },
    { control: "shallow net", met: false, values: "loss 2" },
  ]);
  assertEquals(verdict, "not tested");
});
