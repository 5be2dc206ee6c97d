import pl from "nodejs-polars";
import { assertEquals, assertThrows } from "../testing/assert.ts";
import { byNet } from "./by_net.ts";

const layers = pl.DataFrame({ layer: [1, 2] });

Deno.test("byNet() puts frames one below the other, each row with its net's name", () => {
  const both = byNet({ plain: layers, highway: layers });
  assertEquals(both.columns, ["net", "layer"]);
  assertEquals(both.toRecords(), [
    { net: "plain", layer: 1 },
    { net: "plain", layer: 2 },
    { net: "highway", layer: 1 },
    { net: "highway", layer: 2 },
  ]);
});

Deno.test("byNet() refuses no frames, and frames of other columns", () => {
  assertThrows(() => byNet({}), RangeError, "received none");
  const other = pl.DataFrame({ epoch: [1] });
  assertThrows(() => byNet({ layers, other }), RangeError, 'received "layer" and "epoch"');
});
