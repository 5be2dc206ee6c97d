import { assertEquals } from "../testing/assert.ts";
import { figureBundle } from "./figure_bundle.ts";
import type { FigureSpec } from "./theme.ts";

const spec: FigureSpec = {
  description: "Nothing but a title",
  title: { text: "Figure 8" },
  data: { values: [] },
  mark: "point",
};

Deno.test("figureBundle() has the specification, its PNG with its description, and its title", () => {
  assertEquals(figureBundle(spec, Uint8Array.of(1, 2, 3)), {
    data: {
      "application/vnd.vegalite.v5+json": spec,
      "image/png": "AQID",
      "text/plain": "Figure 8",
    },
    metadata: { "image/png": { alt: "Nothing but a title" } },
  });
});
