import { assertEquals } from "../testing/assert.ts";
import { decadesAround, logScale, place } from "./log_scale.ts";

Deno.test("place() leaves what is on the axis and moves the rest to its ends, marked", () => {
  const values = [1e-6, 2.3, 10, 0, 9e-7, -1, 11, Infinity, NaN];
  assertEquals(values.map((value) => place(value, [1e-6, 10])), [
    { value: 1e-6 },
    { value: 2.3 },
    { value: 10 },
    { value: 1e-6, mark: "below" },
    { value: 1e-6, mark: "below" },
    { value: 1e-6, mark: "below" },
    { value: 10, mark: "above" },
    { value: 10, mark: "above" },
    { value: 10, mark: "above" },
  ]);
});

Deno.test("decadesAround() rounds outwards and looks at positive finite values only", () => {
  assertEquals(decadesAround([0.014, 0.8, 0, NaN, Infinity]), [0.01, 1]);
  assertEquals(decadesAround([2e-6]), [1e-6, 1e-5]);
  assertEquals(decadesAround([0.1]), [0.1, 1]);
  assertEquals(decadesAround([1e-45, 3]), [1e-45, 10]);
  assertEquals(decadesAround([0, NaN]), [1e-6, 1]);
});

Deno.test("logScale() labels powers of ten with exponents, at most eight", () => {
  assertEquals(logScale([1e-2, 10]), {
    scale: { type: "log", domain: [0.01, 10], nice: false },
    axis: {
      values: [0.01, 0.1, 1, 10],
      labelExpr: '({"0":"10⁰","1":"10¹","-2":"10⁻²","-1":"10⁻¹"})[round(log(datum.value) / LN10)]',
    },
  });
  assertEquals(logScale([1e-45, 1]).axis.values, [
    1e-42,
    1e-36,
    1e-30,
    1e-24,
    1e-18,
    1e-12,
    1e-6,
    1,
  ]);
});
