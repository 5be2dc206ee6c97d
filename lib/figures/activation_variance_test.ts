import pl from "nodejs-polars";
import { assertEquals, assertThrows } from "../testing/assert.ts";
import { activationVariance } from "./activation_variance.ts";
import { channelsOf } from "./figure.ts";

const frame = (nets: string[]) =>
  pl.DataFrame(
    nets.flatMap((net) => [
      { net, seed: 1, epoch: 0, layer: 1, variance: 0.02 },
      { net, seed: 1, epoch: 5, layer: 1, variance: 0 },
    ]),
  );

Deno.test("activationVariance() has a line a net, before training and after, zeros marked", () => {
  const { panels, legend } = activationVariance(frame(["deep", "wide"]));
  assertEquals<unknown>(panels.map(({ name, rows }) => [name, rows]), [
    ["before-training", [
      { net: "deep", seed: 1, layer: 1, variance: 0.02 },
      { net: "wide", seed: 1, layer: 1, variance: 0.02 },
    ]],
    ["after-training", [
      { net: "deep", seed: 1, layer: 1, variance: 0.01, mark: "below" },
      { net: "wide", seed: 1, layer: 1, variance: 0.01, mark: "below" },
    ]],
  ]);
  const { value, series } = channelsOf(panels[0]);
  assertEquals(value.domain, [0.01, 0.1]);
  assertEquals(series.includes("net"), true);
  assertEquals<unknown>(legend.map(({ label, colour }) => [label, colour]), [
    ["deep", "blue"],
    ["wide", "orange"],
  ]);
});

Deno.test("activationVariance() refuses more nets than it has colours", () => {
  assertThrows(
    () => activationVariance(frame(["a", "b", "c", "d", "e"])),
    RangeError,
    'at most 4 nets, received "a", "b", "c", "d", "e"',
  );
});
