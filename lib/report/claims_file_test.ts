import { assert, assertEquals, assertStringIncludes, assertThrows } from "../testing/assert.ts";
import { type ClaimsFile, claimsPage, readClaims, withClaims, writeClaims } from "./claims_file.ts";

const file: ClaimsFile = {
  profile: "quick",
  provenance: {
    networks: 3,
    seeds: [1, 2],
    seconds: [10, 61],
    processors: ["A processor"],
    engines: ["an engine, 2 threads"],
    deno: ["2.9.6"],
  },
  claims: [{
    number: 5,
    statement: "Plain nets get worse | deeper",
    about: ["mnist"],
    source: "IV",
    criterion: "the loss rises",
    published: "1e-5 to 0.2",
    figure: "figure_08",
    ours: "seed 1: 0.1",
    verdict: "reproduced",
    data: "MNIST",
    report: "yes",
    reportValues: "1e-5 to 0.2",
    controls: [
      { control: "shallow net", met: true, values: "0.1" },
      { control: "untrained net", met: false, values: "0.2" },
    ],
    headline: { claim: "Worse | deeper", quantity: "loss", report: "0.2", ours: "0.1" },
  }],
};
const marks = ["<!-- claims: written by `deno task claims` -->", "<!-- end of claims -->"];

Deno.test("withClaims() puts a number a cell between the marks, and nothing elsewhere", () => {
  const readme = `before\n${marks[0]}\nold\n${marks[1]}\nafter`;
  const written = withClaims(readme, file);
  assertEquals(withClaims(written, file), written);
  const lines = written.split("\n").filter((line) => line !== "" && !line.startsWith("<!--"));
  assertEquals(lines, [
    "before",
    "Judged by the `quick` profile, which trains for minutes: at the report's own length more " +
    "may hold.",
    "|     | claim           | number | report | ours | verdict    |",
    "| --- | --------------- | ------ | ------ | ---- | ---------- |",
    "| 5   | Worse \\| deeper | loss   | 0.2    | 0.1  | reproduced |",
    "after",
  ]);
  const report = withClaims(readme, { ...file, profile: "report" });
  assertStringIncludes(report, "at the report's own length (`report` profile)");
  assertThrows(() => withClaims("no marks", file), RangeError, "the README must have");
});

Deno.test("withClaims() says below the table which sharper criteria are not met", () => {
  const [claim] = file.claims;
  const sharper = { ...claim, sharper: true, headline: undefined } as const;
  const below = (...more: typeof file.claims) =>
    withClaims(marks.join("\n"), { ...file, claims: [claim, ...more] })
      .split("\n").filter((line) => line.startsWith("By sharper"));
  assertEquals(below(sharper), []);
  assertEquals(
    below({ ...sharper, verdict: "partly" }, { ...sharper, number: 9, verdict: "not reproduced" }),
    ["By sharper criteria, added later: claim 5 partly, claim 9 not reproduced."],
  );
});

Deno.test("claimsPage() has all that the README's table leaves out", () => {
  const { provenance, claims: [claim] } = file;
  const page = claimsPage({
    ...file,
    provenance: { ...provenance, seconds: [5400, 61] },
    claims: [claim, { ...claim, sharper: true, ours: "", controls: [], figure: "" }],
  });
  assertStringIncludes(
    page,
    "3 networks, seeds 1, 2; 1.5 hours, 2 minutes of training by seed, with an engine, " +
      "2 threads on A processor; Deno 2.9.6.",
  );
  assertEquals(page.slice(page.indexOf("##")).trimEnd().split("\n"), [
    "## 5. Plain nets get worse \\| deeper",
    "",
    "**reproduced** ([figure](figure_08.png))",
    "",
    "- Source: IV",
    "- Counts as reproduced where: the loss rises",
    "- Published: 1e-5 to 0.2",
    "- Ours: MNIST; seed 1: 0.1",
    "- Holds in the report's own data: yes: 1e-5 to 0.2",
    "- Controls: met by shallow net: 0.1; not met by untrained net: 0.2",
    "",
    "## 5. Plain nets get worse \\| deeper",
    "",
    "**reproduced**",
    "",
    "- Source: IV",
    "- Counts as reproduced where: the loss rises (sharper, added later)",
    "- Published: 1e-5 to 0.2",
    "- Holds in the report's own data: yes: 1e-5 to 0.2",
  ]);
});

Deno.test("README and page write text of records as text: one line, one cell, no mark-up", () => {
  const hostile = '`x` | <img src="x" onerror="alert(1)">\n\u202e\x1b[2J [a](b)';
  const records: ClaimsFile = {
    ...file,
    provenance: { ...file.provenance, processors: [hostile], engines: [hostile], deno: [hostile] },
    claims: [{
      ...file.claims[0],
      statement: hostile,
      ours: hostile,
      data: hostile,
      figure: "x.png) [y](z",
      headline: { claim: hostile, quantity: hostile, report: hostile, ours: hostile },
    }],
  };
  const table = withClaims(marks.join("\n"), records);
  const page = claimsPage(records);
  for (const written of [table, page]) {
    const plain = written.replace(/<!--.*?-->|^(Judged|Written).*$/gm, "");
    assertEquals(plain.match(/(?<!\\)[<`]/g), null);
    // deno-lint-ignore no-control-regex
    assertEquals(plain.match(/[\u202e\x1b]/g), null);
    assertEquals(plain.match(/(?<!\\)\]\(/g), null); // no link
  }
  const row = table.split("\n").find((line) => line.startsWith("| 5"))!;
  assertEquals(row.match(/(?<!\\)\|/g)!.length, 7);
  assert(page.includes("## 5. "));
});

Deno.test("readClaims() reads what writeClaims() wrote", async () => {
  const folder = await Deno.makeTempDir();
  await writeClaims(`${folder}/new`, file);
  assertEquals(await readClaims(`${folder}/new`), file);
  await Deno.remove(folder, { recursive: true });
});
