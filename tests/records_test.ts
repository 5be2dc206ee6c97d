/**
 * What is committed belongs together: the claims of the README and of `figures/claims.md` are those
 * of `figures/claims.json`, and figures, claims and notebooks come out of the committed records again.
 *
 * Pictures (.svg, .png) are not compared: they are drawn from the .vl.json that is, and may differ
 * by a renderer's rounding.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Engine } from "../lib/engines/engine.ts";
import { parts } from "../lib/cli/parts.ts";
import { loadDataset } from "../lib/data/load.ts";
import { parseNotebook } from "../lib/notebook/ipynb.ts";
import { claimsPage, readClaims, withClaims } from "../lib/report/claims_file.ts";
import type { Context } from "../lib/sections/context.ts";
import { experimentsOf } from "../lib/sections/experiments_of.ts";
import { profileSettings } from "../lib/sections/profile.ts";
import { allSections } from "../lib/sections/sections.ts";
import type { JudgedClaim } from "../lib/sections/verdict.ts";
import { assert, assertEquals } from "../lib/testing/assert.ts";
import { runKey, runName } from "../lib/store/run_key.ts";
import { deno } from "./_deno.ts";
import { succeeds } from "./_succeeds.ts";

const project = fileURLToPath(new URL("../", import.meta.url));
const [figures, records] = [join(project, "figures"), join(project, "data", "records")];

/** `--profile report` replaces figures and claims; these need not be those of the README. */
const git = (...args: string[]) => succeeds("git", "-C", project, ...args);
const replaced = await git("rev-parse", "--verify", "HEAD") &&
  !await git("diff", "--quiet", "HEAD", "--", "figures");
const unlessReplaced = replaced ? " (figures/ is not what is committed)" : "";

Deno.test({
  name: `README.md and figures/claims.md have the claims of figures/claims.json${unlessReplaced}`,
  ignore: replaced,
  async fn() {
    const file = await readClaims(figures);
    const readme = await Deno.readTextFile(join(project, "README.md"));
    assertEquals(readme, withClaims(readme, file), "deno task claims writes them");
    const page = await Deno.readTextFile(join(figures, "claims.md"));
    assertEquals(page, claimsPage(file), "deno task claims writes it");
  },
});

Deno.test("figures/claims.json has every claim as it is made, its criterion and its figure", async () => {
  const glyphs = await loadDataset("glyphs");
  const context: Context = {
    profile: "quick",
    engine: {} as Engine, // nothing is measured where there are no runs
    datasets: [glyphs],
    settings: profileSettings.quick,
  };
  const now: JudgedClaim[] = [];
  for (const section of allSections) {
    const groups = await experimentsOf(section, [glyphs], { profile: "quick", seeds: [] });
    const none = Object.fromEntries(Object.keys(groups).map((group) => [group, []]));
    now.push(...section.claims(await section.measure(none, context), context));
  }
  now.sort((a, b) => a.number - b.number);
  const made = (
    { number, statement, source, criterion, sharper, published, figure, headline }: JudgedClaim,
  ) => ({
    ...{ number, statement, source, criterion, sharper, published, figure },
    headline: headline && [headline.claim, headline.quantity],
  });
  const { claims } = await readClaims(figures);
  assert(now.every(({ verdict }) => verdict === "not tested"));
  assertEquals(claims.map(made), now.map(made));
  for (const { headline, sharper, statement } of now) {
    assert(sharper ? !headline : headline, `"${statement}" has no number for the README`);
  }
  const numbers = [...new Set(now.map(({ number }) => number))];
  assertEquals(numbers, numbers.map((_, index) => index + 1));
  for (const { figure, verdict } of claims) {
    if (verdict !== "not tested") assert(existsSync(join(figures, `${figure}.png`)), figure);
  }
});

/** Searches are kept there too. */
const recorded = existsSync(records) &&
  [...Deno.readDirSync(records)].some(({ name }) => /-[0-9a-f]{12}$/.test(name));
const realData = Boolean(Deno.env.get("HIGHWAY_DATA"));

Deno.test({
  name: "figures, claims and notebooks come out of the committed records again" +
    (recorded ? "" : " (no records are committed)") +
    (realData ? "" : " (needs MNIST and CIFAR-100 in HIGHWAY_DATA)") + unlessReplaced,
  ignore: !recorded || !realData || replaced,
  async fn(t) {
    const { profile } = await readClaims(figures);
    const datasets = [await loadDataset("mnist"), await loadDataset("cifar100")];

    const complete = await t.step("every run is there", async () => {
      const missing: string[] = [];
      for (const section of allSections.filter(({ networks }) => networks === "dense")) {
        const groups = await experimentsOf(section, datasets, { profile, seeds: [] });
        for (const [group, experiments] of Object.entries(groups)) {
          if (section.storedOnly?.includes(group)) continue;
          for (const experiment of experiments) {
            const dataset = datasets.find(({ name }) => name === experiment.dataset)!;
            const name = runName(runKey(experiment, dataset, { family: "fused" }));
            if (!existsSync(join(records, name))) missing.push(`${section.name}: ${name}`);
          }
        }
      }
      assertEquals(missing, []);
    });
    if (!complete) return; // or what is missing would be trained, for hours

    const out = await Deno.makeTempDir();
    const redrawn = parts.filter(({ name }) => name !== "convolutional");
    const asked = redrawn.flatMap(({ name }) => ["--section", name]);
    const reproduce = ["task", "reproduce", "--profile", profile, ...asked, "--out", out];
    const { code, stdout, stderr } = await deno(reproduce);
    assertEquals(code, 0, stdout + stderr);

    for await (const { name } of Deno.readDir(out)) {
      if (!/\.(parquet|json)$/.test(name)) continue;
      await t.step(`${name} is the committed one`, async () => {
        const [again, committed] = await Promise.all(
          [out, figures].map((folder) => Deno.readFile(join(folder, name))),
        );
        assert(
          again.length === committed.length && again.every((byte, at) => byte === committed[at]),
        );
      });
    }
    for (const { notebook } of redrawn) {
      await t.step(`${notebook} shows what it did`, async () => {
        const committed = await shown(join(project, "notebooks", notebook));
        if (committed.length === 0) return; // it was committed without outputs
        assertEquals(await shown(join(out, "notebooks", notebook)), committed);
      });
    }
    await Deno.remove(out, { recursive: true });
  },
});

/** Tables and figures that a notebook shows, as text. */
async function shown(path: string): Promise<string[]> {
  const { cells } = parseNotebook(await Deno.readTextFile(path), path);
  return cells.flatMap((cell) => cell.cell_type === "code" ? cell.outputs : []).flatMap(
    (output) => {
      const data: Record<string, unknown> = "data" in output ? output.data : {};
      return ["text/html", "application/vnd.vegalite.v5+json"]
        .filter((type) => type in data).map((type) => JSON.stringify(data[type]));
    },
  );
}
