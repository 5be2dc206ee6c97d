import pl from "nodejs-polars";
import { assert, assertEquals, assertThrows } from "../testing/assert.ts";
import { assertSingle, distinct, readRows, round, thinLines } from "./rows.ts";

const columns = { layer: "float", name: "string" } as const;

Deno.test("readRows() returns the columns asked for, a null number as NaN", () => {
  const frame = pl.DataFrame({ name: ["a", "b"], layer: [1.5, null], other: [0, 0] }, {
    schema: { name: pl.Utf8, layer: pl.Float64, other: pl.Float64 },
  });
  assertEquals(readRows(frame, columns), [
    { layer: 1.5, name: "a" },
    { layer: NaN, name: "b" },
  ]);
});

Deno.test("readRows() names the missing column and those there are", () => {
  const frame = pl.DataFrame({ name: ["a"], depth: [10] });
  assertEquals(
    assertThrows(() => readRows(frame, columns), RangeError).message,
    'Cannot draw a figure without column "layer": received columns "name", "depth"',
  );
});

Deno.test("readRows() refuses a frame without rows and a value of another kind", () => {
  const empty = pl.DataFrame({ name: ["a"], layer: [1] }).limit(0);
  assertThrows(() => readRows(empty, columns), RangeError, "a frame without rows");
  assertEquals(
    assertThrows(
      () => readRows(pl.DataFrame({ name: [3], layer: [1] }), columns),
      TypeError,
    ).message,
    'Cannot draw column "name": it must hold a string in each row, received 3',
  );
});

Deno.test("distinct() sorts numbers by value and leaves text in order", () => {
  assertEquals(distinct([100, 20, 100, 3]), [3, 20, 100]);
  assertEquals(distinct(["tanh", "relu", "tanh"]), ["tanh", "relu"]);
});

Deno.test("assertSingle() says which values there are", () => {
  assertSingle("depth", [50, 50]);
  assertEquals(
    assertThrows(() => assertSingle("depth", [50, 20, 50]), RangeError).message,
    'Cannot draw several values of "depth" in one figure: received 20, 50',
  );
});

Deno.test("round() keeps five significant digits", () => {
  assertEquals([123456.7, 1.2345678e-30, -0.5, 0].map(round), [123460, 1.2346e-30, -0.5, 0]);
});

Deno.test("thinLines() keeps each line's ends and spaces the rest evenly", () => {
  const rows = ["a", "b"].flatMap((line) =>
    Array.from({ length: line === "a" ? 2001 : 3 }, (_, epoch) => ({ line, epoch }))
  );
  const thinned = thinLines(rows, ({ line }) => line, 5);
  assertEquals(
    thinned.map(({ line, epoch }) => `${line}${epoch}`),
    ["a0", "a500", "a1000", "a1500", "a2000", "b0", "b1", "b2"],
  );
  const epochs = thinLines(rows, ({ line }) => line)
    .filter(({ line }) => line === "a")
    .map(({ epoch }) => epoch);
  assertEquals(epochs.length, 1000);
  assertEquals(epochs.at(-1), 2000);
  assert(epochs.every((epoch, i) => i === 0 || [2, 3].includes(epoch - epochs[i - 1])));
});
