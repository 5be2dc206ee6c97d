import { join } from "node:path";
import { type ClaimsFile, writeClaims } from "../report/claims_file.ts";
import { assertEquals, assertStringIncludes } from "../testing/assert.ts";
import { claims } from "./claims.ts";
import type { TerminalOutput } from "./terminal.ts";

const file: ClaimsFile = {
  profile: "quick",
  provenance: { networks: 0, seeds: [], seconds: [], processors: [], engines: [], deno: [] },
  claims: [{
    number: 12,
    statement: "Deep nets train",
    about: ["mnist"],
    source: "paper",
    criterion: "they do",
    published: "900 layers",
    figure: "deepest",
    ours: "",
    verdict: "not tested",
    data: "",
    report: "yes",
    reportValues: "1e-5 to 0.2",
    controls: [],
    headline: { claim: "Deep nets", quantity: "accuracy, %", report: "-", ours: "97" },
  }],
};

async function answer(args: string[], project: string) {
  const written = { stdout: "", stderr: "" };
  const output: TerminalOutput = {
    write: (to, text) => written[to] += text,
    columns: undefined,
    now: () => 0,
  };
  return { code: await claims(args, project, output), ...written };
}

Deno.test("claims() writes the file's claims into the README and beside the figures", async () => {
  const project = await Deno.makeTempDir();
  const readme = join(project, "README.md");
  await Deno.writeTextFile(
    readme,
    "# Title\n<!-- claims: written by `deno task claims` -->\n<!-- end of claims -->\n",
  );
  const none = await answer([], project);
  assertEquals([none.code, none.stdout], [1, ""]);
  assertStringIncludes(none.stderr, "Cannot read claims: notebook 06 writes them to");
  await writeClaims(join(project, "figures"), file);
  assertEquals(await answer([], project), {
    code: 0,
    stdout: "Wrote the claims of figures/claims.json into README.md and figures/claims.md\n",
    stderr: "",
  });
  assertStringIncludes(await Deno.readTextFile(readme), "| 12  | Deep nets | accuracy, %");
  assertStringIncludes(
    await Deno.readTextFile(join(project, "figures", "claims.md")),
    "## 12. Deep nets train\n",
  );
  await Deno.remove(project, { recursive: true });
});

Deno.test("claims() refuses what it does not know, and shows its options", async () => {
  const wrong = await answer(["--hold"], "nowhere");
  assertEquals([wrong.code, wrong.stdout], [2, ""]);
  assertStringIncludes(wrong.stderr, "the options are --keep, --help");
  const help = await answer(["--help"], "nowhere");
  assertEquals(help.code, 0);
  assertStringIncludes(help.stdout, "Usage: deno task claims");
});
