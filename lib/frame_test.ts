import pl from "nodejs-polars";
import { frame, readFrame, records } from "./frame.ts";
import { assert, assertEquals, assertThrows } from "./testing/assert.ts";

const schema = { layer: "int", loss: "float", network: "string" } as const;

Deno.test("frame() has the schema's columns, types and order", () => {
  const rows = [
    { loss: 1, network: "plain", layer: 2, extra: 9 },
    { loss: NaN, network: "highway", layer: 3, extra: 9 },
  ];
  const made = frame(schema, rows);
  assertEquals(made.columns, ["layer", "loss", "network"]);
  assert(made.schema.layer.equals(pl.Int32));
  assert(made.schema.loss.equals(pl.Float64));
  assert(made.schema.network.equals(pl.String));
  assertEquals(made.toRecords(), [
    { layer: 2, loss: 1, network: "plain" },
    { layer: 3, loss: NaN, network: "highway" },
  ]);
});

Deno.test("frame() of no rows still has its columns and types", () => {
  const empty = frame(schema, []);
  assertEquals(empty.height, 0);
  assertEquals(empty.columns, ["layer", "loss", "network"]);
  assert(empty.schema.layer.equals(pl.Int32));
});

Deno.test("records() gives back the rows that a frame was made of", () => {
  const rows = [{ layer: 2, loss: 0.5, network: "plain" }, { layer: 3, loss: NaN, network: "x" }];
  assertEquals(records(schema, frame(schema, rows)), rows);
});

Deno.test("records() refuses columns of another type, and rows without a value", () => {
  for (
    const other of [
      pl.DataFrame({ layer: ["2"], loss: [1], network: ["plain"] }),
      pl.DataFrame({ layer: [2], loss: [1], network: [3] }),
      pl.DataFrame({ layer: [2], loss: [null], network: ["plain"] }),
    ]
  ) {
    assertThrows(() => records(schema, other), TypeError, "column ");
  }
});

Deno.test("frame() gives the same bytes for all bits of NaN", () => {
  const schema = { loss: "float" } as const;
  const [other] = new Float64Array(BigUint64Array.of(0xfff8_0000_0000_0001n).buffer);
  const bytes = (loss: number) => frame(schema, [{ loss }]).writeParquet();
  assertEquals(bytes(other), bytes(NaN));
});

Deno.test("readFrame() reads frames, up to a number of rows", () => {
  const rows = [1, 2, 3].map((layer) => ({ layer, loss: 0.5, network: "plain" }));
  const bytes = new Uint8Array([0, ...frame(schema, rows).writeParquet()]).subarray(1);
  assertEquals(records(schema, readFrame(bytes, 3)), rows);
  assertThrows(() => readFrame(bytes, 2), RangeError, "expected at most 2 rows, received more");
});
