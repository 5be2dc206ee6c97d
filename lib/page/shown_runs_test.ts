import { join } from "node:path";
import { generateGlyphs } from "../data/glyphs.ts";
import { assertEquals, assertStringIncludes } from "../testing/assert.ts";
import type { Experiment } from "../train/experiment.ts";
import { runName } from "../store/run_key.ts";
import { RunStore } from "../store/run_store.ts";
import { gateExperiments } from "../sections/experiments.ts";
import { storeRun, untrainedRun } from "../testing/stored_runs.ts";
import { shownRuns } from "./shown_runs.ts";

Deno.test("shownRuns() reads the runs of sections, of every seed, and names what is not whole", async () => {
  const folder = await Deno.makeTempDir();
  const glyphs = generateGlyphs(1);
  const store = new RunStore(folder);
  const put = async (experiment: Experiment) => {
    const run = untrainedRun(experiment, glyphs);
    await storeRun(folder, run);
    return runName(run);
  };
  const [gates] = gateExperiments(glyphs, { profile: "quick", seeds: [1] });
  const shown = [await put(gates), await put({ ...gates, seed: 4711 })];
  const anew = untrainedRun({ ...gates, seed: 3 }, glyphs);
  await storeRun(folder, { ...anew, freshTag: "today" });
  shown.push(runName(anew)); // by the name that a section asks for
  const other = await put({ ...gates, training: { ...gates.training, momentum: 0.123 } });
  await Deno.remove(join(folder, other, "history.parquet")); // nobody finds out
  const damaged = await put({ ...gates, seed: 2 });
  await Deno.remove(join(folder, damaged, "history.parquet"));
  const kind = shown[0].slice(0, -12);
  await Deno.mkdir(join(folder, `${kind}00000000000a`));
  await Deno.symlink(`${kind}00000000000b`, join(folder, `${kind}00000000000b`));
  await Deno.mkdir(join(folder, "notes"));
  for (let at = 10; at < 20; at++) await Deno.mkdir(join(folder, `${kind}1000000000${at}`));

  const notices: string[] = [];
  const runs = await shownRuns(store, [glyphs], (notice) => notices.push(notice));
  assertEquals([...runs.keys()].sort(), shown.sort());
  assertEquals(notices.length, 6);
  assertStringIncludes(notices.join("\n"), " is damaged and is not used: ");
  assertEquals(notices[5], "So it is with 8 others: `deno task runs` lists them");
  await Deno.remove(folder, { recursive: true });
});
