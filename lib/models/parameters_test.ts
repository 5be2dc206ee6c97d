import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../testing/assert.ts";
import { initialize } from "./initialize.ts";
import { highway, plain } from "./network_spec.ts";
import { checkParameters, layerParameterCount, parameterInfos } from "./parameters.ts";

const mnist = { inputSize: 784, classes: 10 };

Deno.test("a layer has 5,112 parameters in the report's plain net, 5,100 in its highway net", () => {
  assertEquals(layerParameterCount(plain({ depth: 50, ...mnist }), 2), 5112);
  assertEquals(layerParameterCount(plain({ depth: 50, ...mnist }), 50), 5112);
  assertEquals(layerParameterCount(highway({ depth: 50, ...mnist }), 2), 5100);
  assertEquals(layerParameterCount(highway({ depth: 50, ...mnist }), 50), 5100);
});

Deno.test("depth 50 is one dense layer and 49 highway layers, softmax not counted", () => {
  const infos = parameterInfos(highway({ depth: 50, ...mnist }));
  assertEquals(infos.filter(({ name }) => name.endsWith(".wT")).length, 49);
  assertEquals(infos[0], { name: "layers.1.wH", shape: [784, 50], layer: 1 });
  assertEquals(infos.at(-1), { name: "output.b", shape: [10], layer: 51 });
});

Deno.test("indices 30 and 101 of Figure 7 are the weights of layer 16 and the output's bias", () => {
  const infos = parameterInfos(plain({ depth: 50, ...mnist }));
  assertEquals(infos[30].name, "layers.16.wH");
  assertEquals(infos[101].name, "output.b");
  assertEquals(infos.length, 102);
});

Deno.test("initialize() draws weights within Glorot's limit, of He's variance, and sets gate biases", () => {
  const glorot = initialize(highway({ depth: 3, ...mnist, gateBias: -2 }), { seed: 1 });
  const limit = Math.sqrt(6 / (784 + 50));
  const first = glorot["layers.1.wH"].values;
  assert(first.every((weight) => Math.abs(weight) <= limit));
  assert(Math.max(...first) > 0.99 * limit);
  assert(glorot["layers.2.bT"].values.every((bias) => bias === -2));
  assert(glorot["layers.2.bH"].values.every((bias) => bias === 0));
  const he = initialize(plain({ depth: 2, ...mnist, initializer: "he-normal" }), { seed: 1 });
  const second = he["layers.2.wH"].values;
  const variance = second.reduce((sum, weight) => sum + weight * weight, 0) / second.length;
  // 5,041 draws: the standard error of the variance is 2 % of it.
  assertAlmostEquals(variance, 2 / 71, 0.1 * 2 / 71);
});

Deno.test("initialize() draws random normal weights of one deviation in layers of every size", () => {
  const fixed = initialize(plain({ depth: 2, ...mnist, initializer: "random-normal" }), {
    seed: 1,
  });
  for (const name of ["layers.1.wH", "layers.2.wH"]) {
    const { values } = fixed[name];
    const variance = values.reduce((sum, weight) => sum + weight * weight, 0) / values.length;
    assertAlmostEquals(variance, 0.05 ** 2, 0.1 * 0.05 ** 2, name); // Keras' default
  }
});

Deno.test("initialize() gives equal parameters for equal seeds, in every depth the same first layers", () => {
  const make = (depth: number, seed: number) => initialize(plain({ depth, ...mnist }), { seed });
  assertEquals(make(3, 1), make(3, 1));
  assert(make(3, 1)["layers.1.wH"].values[0] !== make(3, 2)["layers.1.wH"].values[0]);
  assertEquals(make(3, 1)["layers.2.wH"], make(9, 1)["layers.2.wH"]);
});

Deno.test("checkParameters() names the parameter that is missing, misshapen or superfluous", () => {
  const spec = plain({ depth: 2, ...mnist });
  const parameters = initialize(spec, { seed: 1 });
  checkParameters(spec, parameters);
  const { "output.b": outputBias, ...rest } = parameters;
  assertThrows(() => checkParameters(spec, rest), RangeError, "output.b must have shape [10]");
  const misshapen = { ...rest, "output.b": { ...outputBias, shape: [5, 2] } };
  assertThrows(() => checkParameters(spec, misshapen), RangeError, "received [5,2]");
  const superfluous = { ...parameters, extra: outputBias };
  assertThrows(() => checkParameters(spec, superfluous), RangeError, "no extra");
});

Deno.test("plain() and highway() refuse sizes and names that mean nothing", () => {
  assertThrows(() => plain({ depth: 0, ...mnist }), RangeError, "depth must be a positive integer");
  assertThrows(() => plain({ depth: 2, width: 1.5, ...mnist }), RangeError, "received 1.5");
  assertThrows(
    () => plain({ depth: 2, ...mnist, activation: "gelu" as "tanh" }),
    RangeError,
    'one of tanh, relu, sigmoid, linear, received "gelu"',
  );
  assertThrows(() => plain({ depth: 1e9, ...mnist }), RangeError, "depth must be at most 100000");
  assertThrows(
    () => highway({ depth: 3, width: 20_000, ...mnist }),
    RangeError,
    "the number of its parameters must be at most 536870912, received 1615980010",
  );
  assertThrows(() => highway({ depth: 2, ...mnist, gateBias: NaN }), RangeError, "received NaN");
});
