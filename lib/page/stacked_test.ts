import pl from "nodejs-polars";
import { assertEquals } from "../testing/assert.ts";
import { stacked } from "./stacked.ts";

Deno.test("stacked() concatenates frames and lists key by key, at any depth", () => {
  const part = (layer: number, controls: object) => ({
    gates: pl.DataFrame({ layer: [layer] }),
    list: [layer],
    controls,
  });
  const { gates, list, controls } = stacked([
    part(1, { untrained: pl.DataFrame({ layer: [3] }), plain: undefined }),
    part(2, { untrained: pl.DataFrame({ layer: [4] }), shuffled: pl.DataFrame({ layer: [5] }) }),
  ]) as ReturnType<typeof part> & { controls: Record<string, pl.DataFrame | undefined> };
  const layers = (frame?: pl.DataFrame) => frame?.toRecords().map(({ layer }) => layer);
  assertEquals([layers(gates), list], [[1, 2], [1, 2]]);
  assertEquals(
    [layers(controls.untrained), layers(controls.shuffled), controls.plain],
    [[3, 4], [5], undefined],
  );
});
