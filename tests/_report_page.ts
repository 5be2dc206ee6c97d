import { join } from "node:path";
import { generateGlyphs } from "../lib/data/glyphs.ts";
import { createEngine } from "../lib/engines/select.ts";
import {
  depthSweepExperiments,
  diagnosticExperiments,
  gateExperiments,
} from "../lib/sections/experiments.ts";
import { FrameStore } from "../lib/store/frame_store.ts";
import { storeRun, untrainedRun } from "../lib/testing/stored_runs.ts";
import { makePage } from "../lib/page/make_page.ts";
import type { Page } from "../lib/page/model.ts";
import { RunStore } from "../lib/store/run_store.ts";

/**
 * A page of runs on glyphs that were not trained: every figure, and of the data set that stands in
 * for CIFAR-100 nothing.
 */
export async function untrainedPage(folder: string): Promise<Page> {
  const glyphs = generateGlyphs(1);
  const store = new RunStore(join(folder, "runs"));
  await Deno.mkdir(store.folder, { recursive: true });
  const setting = { profile: "quick", seeds: [1] } as const;
  const experiments = [
    ...diagnosticExperiments(glyphs, setting),
    ...depthSweepExperiments(glyphs, setting),
    ...gateExperiments(glyphs, setting),
  ];
  for (const experiment of experiments) {
    await storeRun(store.folder, untrainedRun(experiment, glyphs));
  }
  const engine = await createEngine({ engine: "fused", backend: "auto" });
  const plan = { depths: [2, 5], images: 128, epochs: [0, 1] };
  const page = await makePage({
    engine,
    convolutionalEngine: () => Promise.reject(new Error("there are no convolutional nets")),
    store,
    frames: new FrameStore(join(folder, "diagnostics")),
    folder: join(folder, "page"),
    plan,
  });
  await engine.close();
  return page;
}
