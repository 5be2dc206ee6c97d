import { Resvg } from "@resvg/resvg-js";
import { assertAlmostEquals, assertEquals } from "../testing/assert.ts";
import { fontFiles, textWidth } from "./font.ts";

/** Width of what resvg draws of a text at 1000 pixels an em. */
function drawnWidth(text: string, weight: string): number {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9000" height="2000">
    <text x="100" y="1500" font-size="1000" font-family="DejaVu Sans" font-weight="${weight}">${text}</text>
  </svg>`;
  const font = { loadSystemFonts: false, fontFiles: [...fontFiles] };
  return new Resvg(svg, { font }).getBBox()!.width;
}

Deno.test("textWidth() is the space that resvg leaves between two stems", () => {
  for (const weight of ["normal", "bold"] as const) {
    for (const text of ["i", "M", "0", "⁻", "⁴", "·", "Depth 50"]) {
      const drawn = drawnWidth(`H${text}H`, weight) - drawnWidth("HH", weight);
      // A font unit is half a pixel here; none of these is kerned.
      assertAlmostEquals(
        textWidth(text, { size: 1000, weight }),
        drawn,
        0.5,
        `${weight} "${text}"`,
      );
    }
  }
});

Deno.test("textWidth() grows with the size", () => {
  const wide = textWidth("Depth 100", { size: 30, weight: "normal" });
  assertAlmostEquals(wide, 3 * textWidth("Depth 100", { size: 10, weight: "normal" }));
  assertEquals(textWidth("", { size: 30, weight: "normal" }), 0);
});
