import { assertEquals } from "../testing/assert.ts";
import { figureBundle } from "./figure_bundle.ts";
import { figure } from "./theme.ts";

const spec = figure("Figure 8", "", { data: { values: [] }, mark: "point" as const });

Deno.test("figureBundle() has the specification, its PNG and its title", () => {
  assertEquals(figureBundle(spec, Uint8Array.of(1, 2, 3)), {
    "application/vnd.vegalite.v5+json": spec,
    "image/png": "AQID",
    "text/plain": "Figure 8",
  });
});
