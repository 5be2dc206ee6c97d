import { fileURLToPath } from "node:url";
import { generateGlyphs } from "../data/glyphs.ts";
import { readSearch } from "../search/search_record.ts";
import { assertEquals } from "../testing/assert.ts";
import { searchedExperiments } from "./searched_experiments.ts";

Deno.test("searchedExperiments() are of the report's profile, and of data that was searched", async () => {
  const records = fileURLToPath(new URL("../../data/records", import.meta.url));
  const network = { architecture: "plain", depth: 10 } as const;
  const { question } = (await readSearch(records, { dataset: "mnist", ...network }))!;
  const glyphs = generateGlyphs(1);
  const mnist = { ...glyphs, name: "mnist", digest: question.dataDigest } as const;
  const setting = { profile: "report", seeds: [7] } as const;
  const [first] = await searchedExperiments(mnist, setting, "plain");
  assertEquals([first.network.depth, first.seed, first.training.epochs], [10, 7, 400]);
  const quick = { ...setting, profile: "quick" } as const;
  assertEquals(await searchedExperiments(mnist, quick, "plain"), []);
  assertEquals(await searchedExperiments(glyphs, setting, "plain"), []);
});
