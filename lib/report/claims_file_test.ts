import { assertEquals, assertThrows } from "../testing/assert.ts";
import { type ClaimsFile, readClaims, withClaims, writeClaims } from "./claims_file.ts";

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
  }],
};
const marks = ["<!-- claims: written by `deno task claims` -->", "<!-- end of claims -->"];

Deno.test("withClaims() puts table and provenance between the marks, and nothing elsewhere", () => {
  const readme = `before\n${marks[0]}\nold\n${marks[1]}\nafter`;
  const written = withClaims(readme, file);
  assertEquals(withClaims(written, file), written);
  const lines = written.split("\n").filter((line) => line !== "" && !line.startsWith("<!--"));
  assertEquals(lines, [
    "before",
    "Judged by the `quick` profile, which trains for minutes: at the report's own length more " +
    "may hold.",
    "|     | claim                          | published   | ours               | verdict                             | in the report's data | met by a control |",
    "| --- | ------------------------------ | ----------- | ------------------ | ----------------------------------- | -------------------- | ---------------- |",
    "| 5   | Plain nets get worse \\| deeper | 1e-5 to 0.2 | MNIST; seed 1: 0.1 | [reproduced](figures/figure_08.png) | yes                  | shallow net      |",
    "3 networks, seeds 1, 2; 1 minutes, 2 minutes of training by seed, with an engine, " +
    "2 threads on A processor; Deno 2.9.6.",
    "after",
  ]);
  const report = withClaims(readme, {
    ...file,
    profile: "report",
    provenance: { ...file.provenance, seconds: [5400, 60] },
  });
  assertEquals(report.includes("at the report's own length (`report` profile)"), true);
  assertEquals(report.includes("; 1.5 hours, 1 minutes of training by seed"), true);
  assertThrows(() => withClaims("no marks", file), RangeError, "the README must have");
});

Deno.test("withClaims() writes text of records as text: one line, one cell, no mark-up", () => {
  const hostile = '`x` | <img src="x" onerror="alert(1)">\n\u202e\x1b[2J [a](b)';
  const written = withClaims(marks.join("\n"), {
    ...file,
    provenance: { ...file.provenance, processors: [hostile], engines: [hostile], deno: [hostile] },
    claims: [{
      ...file.claims[0],
      statement: hostile,
      ours: hostile,
      data: hostile,
      figure: "x.png) [y](z",
    }],
  });
  const plain = written.replace(/<!--.*?-->|^Judged.*$/gm, "");
  assertEquals(plain.match(/(?<!\\)[<`]/g), null);
  // deno-lint-ignore no-control-regex
  assertEquals(plain.match(/[\u202e\x1b]/g), null);
  const row = plain.split("\n").find((line) => line.startsWith("| 5"))!;
  assertEquals(row.match(/(?<!\\)\|/g)!.length, 8);
  assertEquals(row.match(/(?<!\\)\]\(/g), null); // no link
});

Deno.test("readClaims() reads what writeClaims() wrote", async () => {
  const folder = await Deno.makeTempDir();
  await writeClaims(`${folder}/new`, file);
  assertEquals(await readClaims(`${folder}/new`), file);
  await Deno.remove(folder, { recursive: true });
});
