import { assertEquals } from "../testing/assert.ts";
import { renderPng, renderSvg } from "./render.ts";
import { figureBundle } from "./figure_bundle.ts";
import { figure } from "./theme.ts";

const spec = figure("Figure 8", "", { data: { values: [] }, mark: "point" as const });

Deno.test("figureBundle() has the specification, its PNG and its title", async () => {
  assertEquals(await figureBundle(spec), {
    "application/vnd.vegalite.v5+json": spec,
    "image/png": renderPng(await renderSvg(spec)).toBase64(),
    "text/plain": "Figure 8",
  });
});
