import { generateGlyphs } from "../data/glyphs.ts";
import type { Engine } from "../engines/engine.ts";
import { records } from "../frame.ts";
import { assertEquals } from "../testing/assert.ts";
import { searchQuestion, writeSearch } from "../search/search_record.ts";
import { searchesFrame, searchesSchema } from "./searches_frame.ts";
import { searchTrials } from "../search/search_trials.ts";

Deno.test("searchesFrame() has the best setting of each search, and where trials were compared", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const glyphs = generateGlyphs(1);
    for (const architecture of ["highway", "plain"] as const) {
      const network = { architecture, depth: 20 };
      const ask = { trials: 2, epochs: 400, rungs: [1, 3], seed: 4 };
      const [best, other] = searchTrials(glyphs, network, ask);
      const question = searchQuestion(network, glyphs, { family: "fused" } as Engine, ask);
      await writeSearch(folder, { question, engine: "an engine" }, [
        { trial: best, losses: [0.5, 0.0012345], state: "best" },
        { trial: other, losses: [0.75], state: "lost" },
      ]);
    }
    const rows = records(searchesSchema, await searchesFrame(glyphs, folder));
    assertEquals(
      rows.map(({ architecture, depth, trials, rungs, best, losses }) =>
        [architecture, depth, trials, rungs, best, losses].join("; ")
      ),
      ["plain; 20; 2; 1, 3; 1; 0.5, 0.0012", "highway; 20; 2; 1, 3; 1; 0.5, 0.0012"],
    );
    const drawn = (architecture: "plain" | "highway") =>
      searchTrials(glyphs, { architecture, depth: 20 }, { trials: 2, seed: 4, epochs: 400 })[0]
        .setting;
    assertEquals(
      rows.map(({ learningRate, gateBias }) => [learningRate, gateBias]),
      [
        [drawn("plain").learningRate, ""],
        [drawn("highway").learningRate, String(drawn("highway").gateBias)],
      ],
    );
    assertEquals((await searchesFrame({ name: "mnist" }, folder)).height, 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
