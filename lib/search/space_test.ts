import { assert, assertEquals } from "../testing/assert.ts";
import { drawHyperparameters, type Range, space } from "./space.ts";

const ranges: Record<string, Range> = {
  learningRate: space.learningRate,
  momentum: space.momentum,
  decayFactor: space.decayFactor,
  gateBias: space.gateBias,
};

Deno.test("drawHyperparameters() stays within the bounds and reaches all over them", () => {
  const settings = drawHyperparameters(2000, { architecture: "highway", depth: 10, seed: 1 });
  for (const [name, { low, high, scale }] of Object.entries(ranges)) {
    const position = (value: number) =>
      scale === "linear" ? value : scale === "log" ? Math.log(value) : -Math.log(1 - value);
    const quarters = [0, 0, 0, 0];
    for (const setting of settings) {
      const value = setting[name as "momentum"];
      assert(value >= low && value <= high, `${name} is ${value}`);
      const part = (position(value) - position(low)) / (position(high) - position(low));
      quarters[Math.min(3, Math.floor(4 * part))]++;
    }
    // 500 each, give or take six standard deviations of 19.
    assert(quarters.every((count) => Math.abs(count - 500) < 116), `${name}: ${quarters}`);
  }
  const relu = settings.filter(({ activation }) => activation === "relu").length;
  assert(Math.abs(relu - 1000) < 134, `${relu} of 2000 are ReLU`);
});

Deno.test("the bounds include the report's values, and are the paper's for the gate bias", () => {
  for (const rate of [0.1, 0.001, 0.00001]) {
    assert(rate >= space.learningRate.low && rate <= space.learningRate.high);
  }
  assert(space.momentum.low < 0.9 && 0.9 < space.momentum.high);
  const reportDecay = 0.96 ** (469 / 100_000);
  assert(space.decayFactor.low < reportDecay && reportDecay < space.decayFactor.high);
  assertEquals([space.gateBias.low, space.gateBias.high], [-10, -1]);
});

Deno.test("drawHyperparameters() draws from the seed and the network, the first trials first", () => {
  const network = { architecture: "highway", depth: 10, seed: 1 } as const;
  const settings = drawHyperparameters(40, network);
  assertEquals(drawHyperparameters(40, network), settings);
  assertEquals(drawHyperparameters(7, network), settings.slice(0, 7));
  const others = [
    { ...network, seed: 2 },
    { ...network, depth: 20 },
    {
      ...network,
      architecture: "plain",
    } as const,
  ];
  const firstRates = [network, ...others].map((of) => drawHyperparameters(1, of)[0].learningRate);
  assertEquals(new Set(firstRates).size, 4);
});

Deno.test("drawHyperparameters() draws a gate bias for highway nets alone", () => {
  const [plain] = drawHyperparameters(1, { architecture: "plain", depth: 10, seed: 1 });
  assertEquals(Object.keys(plain), ["learningRate", "momentum", "decayFactor", "activation"]);
  const [highway] = drawHyperparameters(1, { architecture: "highway", depth: 10, seed: 1 });
  assertEquals(Object.keys(highway), [...Object.keys(plain), "gateBias"]);
});
