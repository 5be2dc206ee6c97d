import { assertEquals, assertThrows } from "../testing/assert.ts";
import { brief, measured, median, overSeeds } from "./measured.ts";

Deno.test("overSeeds() gives one seed's values, and of several the median and the range", () => {
  const of = (loss: number, epochs: number[], state: string) =>
    measured`loss ${loss} after ${epochs}, ${state}`;
  assertEquals(overSeeds([of(0.123, [1, 2], "training")]), "loss 0.12 after 1, 2, training");
  const seeds = [of(3, [1, 20], "training"), of(0.5, [2, Infinity], "diverged")];
  assertEquals(
    overSeeds([...seeds, of(1, [3, 10], "training")]),
    "loss 1 (0.5 to 3) after 2 (1 to 3), 20 (10 to Infinity), training / diverged",
  );
});

Deno.test("overSeeds() leaves out what a seed does not have", () => {
  const seeds = [[1, 5, NaN], [3, NaN, NaN]].map((losses) => measured`${losses} at last`);
  assertEquals(overSeeds(seeds), "2 (1 to 3), 5, - at last");
});

Deno.test("overSeeds() refuses sentences that say different things, or nothing", () => {
  assertThrows(
    () => overSeeds([measured`loss ${1}`, measured`gain ${1}`]),
    RangeError,
    'received "loss …", "gain …"',
  );
  assertThrows(() => overSeeds([]), RangeError, "received none");
});

Deno.test("median() takes the middle value, or the mean of the two", () => {
  assertEquals([median([5, 1, 2]), median([10, 1, 2, 3])], [2, 2.5]);
});

Deno.test("brief() writes two significant digits", () => {
  const written = [0, 0.0123, 0.00123, 12.6, 1234, Infinity].map(brief);
  assertEquals(written, ["0", "0.012", "1.2e-3", "13", "1.2e+3", "Infinity"]);
});
