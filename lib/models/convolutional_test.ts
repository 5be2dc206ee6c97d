import { assert, assertAlmostEquals, assertEquals, assertThrows } from "../testing/assert.ts";
import { convolutional, pooledSize, type Stage } from "./convolutional.ts";
import { cifarNet11, cifarNet19, mnistNet } from "./convolutional_nets.ts";
import { initialize } from "./initialize.ts";
import { highwayLayers, layersOf } from "./layers.ts";
import { checkParameters, parameterCount, parameterInfos } from "./parameters.ts";

Deno.test("the authors' nets have the published numbers of parameters", () => {
  assertEquals(parameterCount(mnistNet({ maps: 32 })), 151_690); // 151K
  assertEquals(parameterCount(mnistNet({ maps: 16 })), 38_986); // 39K
  assertEquals(parameterCount(cifarNet19({ classes: 10 })), 2_256_838); // 2.3M
  assertEquals(parameterCount(cifarNet11({ classes: 10 })), 236_328); // 236K
});

Deno.test("depth counts layers with parameters, not the softmax layer that the paper counts too", () => {
  assertEquals(mnistNet({ maps: 32 }).depth + 1, 10);
  assertEquals(cifarNet11({ classes: 10 }).depth + 1, 11);
  assertEquals(cifarNet19({ classes: 100 }).depth + 1, 19);
});

Deno.test("pooledSize() is Caffe's: the last window may lie partly outside", () => {
  const after = (pixels: number[], size: number) => pixels.map((n) => pooledSize(n, size));
  assertEquals(after([3, 4, 5, 6, 7, 12, 24], 3), [1, 2, 2, 3, 3, 6, 12]);
  assertEquals(after([2, 3, 4, 5, 6, 7], 2), [1, 2, 2, 3, 3, 4]);
});

Deno.test("maps of the MNIST net have 24, 12 and 6 pixels a side, and 3 go into the softmax", () => {
  const layers = layersOf(mnistNet({ maps: 32 }));
  assertEquals(
    layers.map(({ output }) => output.join("x")),
    [24, 24, 24, 12, 12, 12, 6, 6, 6].map((side) => `${side}x${side}x32`).concat("10"),
  );
  assertEquals(layers.at(-1)!.weights, [3 * 3 * 32, 10]);
  assertEquals(
    layers.map(({ before }) => before.map(({ kind }) => kind).join()),
    ["dropout", "", "", "max-pool,dropout", "", "", "max-pool,dropout", "", "", "max-pool,dropout"],
  );
});

Deno.test("highway layers are where the number of maps does not change", () => {
  assertEquals(highwayLayers(cifarNet11({ classes: 10 })).map(({ layer }) => layer), [
    2,
    3,
    5,
    6,
    8,
    9,
  ]);
});

Deno.test("filters are [height, width, in, out], by the names of dense layers", () => {
  const infos = parameterInfos(mnistNet({ maps: 16 }));
  assertEquals(infos[0], { name: "layers.1.wH", shape: [5, 5, 1, 16], layer: 1 });
  assertEquals(infos[4], { name: "layers.2.wT", shape: [3, 3, 16, 16], layer: 2 });
  assertEquals(infos[5], { name: "layers.2.bT", shape: [16], layer: 2 });
  assertEquals(infos.at(-2), { name: "output.w", shape: [144, 10], layer: 10 });
});

Deno.test("initialize() draws filters within Glorot's limit, and normal weights of the softmax", () => {
  const spec = mnistNet({ maps: 32 });
  const parameters = initialize(spec, { seed: 1 });
  checkParameters(spec, parameters);
  const limits = { "layers.1.wH": 25 * (1 + 32), "layers.9.wT": 9 * (32 + 32) };
  for (const [name, fans] of Object.entries(limits)) {
    const largest = Math.max(...parameters[name].values.map(Math.abs));
    const limit = Math.sqrt(6 / fans);
    assert(largest <= limit && largest > 0.98 * limit, `${name}: ${largest} of ${limit}`);
  }
  assert(parameters["layers.2.bT"].values.every((bias) => bias === -1));
  assert(parameters["layers.2.bH"].values.every((bias) => bias === 0));
  const { values } = parameters["output.w"];
  const variance = values.reduce((sum, weight) => sum + weight * weight, 0) / values.length;
  assertAlmostEquals(Math.sqrt(variance), 0.1, 0.008); // 2,880 draws: a standard error of 0.0013
});

Deno.test("convolutional() refuses stages that do not fit", () => {
  const make = (...stages: Stage[]) => convolutional({ shape: [4, 5, 3], stages, classes: 2 });
  const convolution = { kind: "convolution", size: 3, maps: 2, padding: "valid" } as const;
  const refused: [Stage[], string][] = [
    [[], "depth must be a positive integer, received 0"],
    [[{ ...convolution, maps: 0 }], "maps must be a positive integer, received 0"],
    [[{ ...convolution, size: 5 }], "stage 1, convolution, needs maps as large as its filter"],
    [[convolution, { kind: "max-pool", size: 3 }], "stage 2, max-pool, needs maps as large"],
    [[convolution, { kind: "mean" }, { kind: "highway" }], "stage 3, highway, needs maps"],
    [[convolution, { kind: "dropout", rate: 1 }], "stage 2, dropout, needs a rate between 0 and 1"],
  ];
  for (const [stages, message] of refused) {
    assertThrows(() => make(...stages), RangeError, message);
  }
  make({ ...convolution, size: 5, padding: "same" }, { kind: "max-pool", size: 3 });
  assertThrows(
    () => convolutional({ shape: [4, 4, 0], stages: [convolution], classes: 2 }),
    RangeError,
    "channels must be a positive integer",
  );
});
