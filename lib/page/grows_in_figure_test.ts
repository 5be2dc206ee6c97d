import { generateGlyphs } from "../data/glyphs.ts";
import { assertEquals } from "../testing/assert.ts";
import { depthSweepExperiments, gateExperiments } from "../sections/experiments.ts";
import { growsInFigure } from "./grows_in_figure.ts";

const glyphs = generateGlyphs(1);

Deno.test("growsInFigure() knows the depth sweep's experiments, read from JSON too", () => {
  for (const profile of ["quick", "report"] as const) {
    const sweep = depthSweepExperiments(glyphs, { profile, seeds: [1, 5] });
    assertEquals(sweep.map(growsInFigure), Array(16).fill(true));
    assertEquals(growsInFigure(JSON.parse(JSON.stringify(sweep[0]))), true);
    const { training } = sweep[0];
    assertEquals(
      growsInFigure({ ...sweep[0], training: { ...training, learningRate: 0.7 } }),
      false,
    );
    assertEquals(gateExperiments(glyphs, { profile, seeds: [1] }).some(growsInFigure), false);
  }
});
