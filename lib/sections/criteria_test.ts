/**
 * Each part of each criterion just on either side of its limit.
 *
 * @module
 */
import type { Dataset } from "../data/dataset.ts";
import { frame } from "../frame.ts";
import { assertEquals, assertStringIncludes } from "../testing/assert.ts";
import {
  asReported,
  cifar100,
  diagnosticFrames,
  gates,
  history,
  lesions,
  mnist,
  withSettings,
} from "../testing/synthetic_frames.ts";
import { clippingClaims } from "./clipping.ts";
import { deepestClaims } from "./deepest.ts";
import { depthClaims } from "./depth_claims.ts";
import { diagnosticClaims } from "./diagnostic_claims.ts";
import { historySchema } from "./frames.ts";
import { gateClaims } from "./gate_claims.ts";
import { lesionClaims } from "./lesions.ts";
import type { JudgedClaim, Verdict } from "./verdict.ts";

const verdictOf = (number: number, claims: JudgedClaim[]): Verdict =>
  claims.find((claim) => claim.number === number && !claim.sharper)!.verdict;

/** 90 % of ln(10) is 2.0723. */
const [trained, untrained] = [2.072, 2.073];

Deno.test("claims 1 to 4 turn where activations, gradient or loss pass their limits", () => {
  type Name = keyof typeof asReported;
  const judge = (number: number, name: Name, values: object) =>
    verdictOf(
      number,
      diagnosticClaims(
        diagnosticFrames({ ...asReported, [name]: { ...asReported[name], ...values } }),
        mnist,
      ),
    );
  // Layer 1 has mean 0.2 and variance 0.1; the last layer's gradient is 0.5.
  const limits: [number, Name, holds: object, fails: object][] = [
    [1, "relu glorot-uniform", { mean: 0.00199 }, { mean: 0.00201 }],
    [1, "relu glorot-uniform", { variance: 0.00099 }, { variance: 0.00101 }],
    [1, "relu glorot-uniform", { gradient: 0.00099 }, { gradient: 0.00101 }],
    [1, "relu glorot-uniform", { loss: untrained }, { loss: trained }],
    [2, "relu he-normal", { variance: 0.00101 }, { variance: 0.00099 }],
    [2, "relu he-normal", { loss: trained }, { loss: untrained }],
    [3, "sigmoid he-normal", { variance: 0.00101 }, { variance: 0.00099 }],
    [3, "sigmoid glorot-uniform", { gradient: 4.99e-7 }, { gradient: 5.01e-7 }],
    [3, "sigmoid glorot-uniform", { loss: untrained }, { loss: trained }],
    [4, "tanh glorot-uniform", { variance: 0.00101 }, { variance: 0.00099 }],
    [4, "tanh glorot-uniform", { variance: 9.9 }, { variance: 10.1 }],
    [4, "tanh glorot-uniform", { loss: trained }, { loss: untrained }],
  ];
  for (const [number, name, holds, fails] of limits) {
    assertEquals(judge(number, name, holds), "reproduced", JSON.stringify(holds));
    assertEquals(judge(number, name, fails), "partly", JSON.stringify(fails));
  }
});

Deno.test("claim 2 on clipping needs a rate that fails without it, and none that fails with it", () => {
  const judge = (free: number[], clipped: number[]) => {
    const nets = (losses: number[], settings: string) =>
      losses.map((loss, index) => {
        const learningRate = Math.fround(0.01 * (index + 1));
        return withSettings(history({ "plain 50": [2.3, loss] }, { learningRate }), settings);
      });
    const [first, ...others] = [...nets(free, "neither"), ...nets(clipped, "clipped")];
    return clippingClaims(others.reduce((all, net) => all.vstack(net), first), mnist)[0];
  };
  assertEquals(judge([1, untrained], [1, trained]).verdict, "reproduced");
  assertEquals(judge([1, trained], [1, trained]).verdict, "partly");
  assertEquals(judge([1, untrained], [1, untrained]).verdict, "partly");
  assertEquals(judge([1, 1], [1, NaN]).verdict, "not reproduced");
  assertEquals(
    judge([1, NaN], [1, 0.5]).ours,
    "seed 1: loss 1, Infinity without clipping, 1, 0.5 with it, at rates 0.01, 0.02",
  );
});

Deno.test("claims 5 to 7 turn where losses by depth pass their limits", () => {
  const losses = {
    "plain 10": [2, 0.1],
    "highway 10": [0.1, 0.01],
    "plain 100": [2, 2],
    "highway 100": [0.5, 0.02],
  };
  const judge = (number: number, changed: Partial<typeof losses>) =>
    verdictOf(number, depthClaims(withSettings(history({ ...losses, ...changed })), mnist));
  assertEquals(judge(5, { "plain 100": [2, 0.1001] }), "reproduced");
  assertEquals(judge(5, { "plain 100": [2, 0.1] }), "not reproduced");
  assertEquals(judge(6, {}), "reproduced"); // a factor of 2, and plain 100 times highway
  assertEquals(judge(6, { "highway 100": [0.5, 0.0201], "plain 100": [2, 2.1] }), "partly");
  assertEquals(judge(6, { "plain 100": [2, 1.99] }), "partly");
  assertEquals(judge(7, { "highway 10": [0.1, 0.01] }), "reproduced");
  assertEquals(judge(7, { "highway 10": [0.1001, 0.01] }), "partly"); // only in the last epoch
});

Deno.test("claims 5 to 7 are not judged by nets that a seed or a search does not have", () => {
  const both = history({
    "plain 10": [2, 0.01],
    "highway 10": [0.01, 0.01],
    "plain 100": [2, 2],
    "highway 100": [0.5, 0.02],
  });
  const shallow = history({ "plain 10": [2, 0.03], "highway 10": [0.01, 0.03] }, { seed: 2 });
  const [plain, highway, faster] = depthClaims(withSettings(both.vstack(shallow)), mnist);
  const one = depthClaims(withSettings(both), mnist);
  assertEquals(one.slice(0, 3).map(({ verdict }) => verdict), Array(3).fill("reproduced"));
  assertEquals(
    [plain, highway, faster].map(({ verdict }) => verdict),
    Array(3).fill("reproduced"),
  );
  assertEquals(plain.ours, "seeds 1, 2: 0.02 (0.01 to 0.03), 2");
  assertEquals(
    highway.ours,
    "seeds 1, 2: 0.02 (0.01 to 0.03), 0.02; plain/highway at 100: 100",
  );
});

Deno.test("claims 5 to 7 are judged by three readings, each with its own verdict", () => {
  const quoted = (rate: number, depth: number, loss: number) =>
    history({ [`plain ${depth}`]: [2, loss] }, { learningRate: Math.fround(rate) });
  const frames = [
    withSettings(quoted(0.001, 10, 0.2)),
    withSettings(quoted(0.001, 20, 0.1)),
    withSettings(quoted(0.00001, 50, 0.3)),
    withSettings(quoted(0.00001, 100, 0.4)),
    withSettings(history({
      "highway 10": [0.09, 0.02],
      "highway 20": [0.09, 0.02],
      "highway 50": [0.09, 0.02],
      "highway 100": [0.09, 0.02],
    })),
    withSettings(quoted(0.01, 10, 0.01), "rate 0.01"),
    withSettings(quoted(0.01, 20, 0.015), "rate 0.01"),
    withSettings(history({ "plain 10": [2, 0.05], "plain 50": [2, 0.03] }), "best of search"),
    withSettings(history({ "highway 10": [1, 0.03], "highway 100": [1, 0.001] }), "best of search"),
  ];
  const [plain, highway, faster] = depthClaims(frames.reduce((a, b) => a.vstack(b)), mnist);
  assertEquals(
    plain.ours,
    "as quoted (partly), seed 1: 0.2, 0.1, 0.3, 0.4; " +
      "as the report's curves show (reproduced), seed 1: 0.01, 0.1, -, 0.4; " +
      "best found (reproduced), seed 1: 0.01, 0.015, 0.03, 0.4",
  );
  assertEquals(
    highway.ours,
    "as quoted (partly), seed 1: 0.02, 0.02, 0.02, 0.02; plain/highway at 100: 20; " +
      "as the report's curves show (partly), seed 1: 0.02, 0.02, 0.02, 0.02; plain/highway at " +
      "100: 20; " +
      "best found (partly), seed 1: 0.02, 0.02, 0.02, 1.0e-3; plain/highway at 100: 400",
  );
  assertEquals(
    faster.ours,
    "as quoted (reproduced), seed 1: after 1, 1, 1, 1 epochs of 2; " +
      "as the report's curves show (partly), seed 1: after Infinity, 1, -, 1 epochs of 2; " +
      "best found (not reproduced), seed 1: after Infinity, Infinity, 2, 2 epochs of 2",
  );
  assertEquals([plain, highway, faster].map(({ verdict }) => verdict), Array(3).fill("partly"));
});

Deno.test("claims 14 to 18 turn where losses and sizes pass their limits", () => {
  const judge = (number: number, losses: Record<string, number[]>) =>
    verdictOf(number, depthClaims(withSettings(history(losses)), mnist));
  const ends = (ten: number, twenty: number) => ({ "plain 10": [ten], "plain 20": [twenty] });
  assertEquals(judge(14, ends(1e-3, 1e-4)), "reproduced");
  assertEquals(judge(14, ends(1.01e-3, 1e-4)), "partly");
  assertEquals(judge(14, ends(1e-3, 0.99e-4)), "partly");
  assertEquals(judge(15, { "plain 10": [3], "highway 100": [1] }), "reproduced");
  assertEquals(judge(15, { "plain 10": [3.01], "highway 100": [1] }), "not reproduced");
  assertEquals(judge(15, { "plain 10": [1], "highway 100": [3.01] }), "not reproduced");
  assertEquals(judge(15, { "plain 10": [1] }), "not tested");

  const rate = (learningRate: number) => ({ learningRate: Math.fround(learningRate) });
  const against = (
    number: number,
    net: string,
    [quoted, other]: [number, number],
    otherRate: number,
  ) => {
    const quotedRate = net.startsWith("plain") ? 0.00001 : 0.1;
    const frames = [
      withSettings(history({ [net]: [quoted] }, rate(quotedRate))),
      withSettings(history({ [net]: [other] }, rate(otherRate)), "best of search"),
    ];
    return verdictOf(number, depthClaims(frames.reduce((a, b) => a.vstack(b)), mnist));
  };
  assertEquals(against(16, "plain 50", [0.2, 0.2], 0.0001), "reproduced");
  assertEquals(against(16, "plain 50", [0.2, 0.19], 0.0001), "not reproduced");
  assertEquals(against(16, "plain 50", [0.2, 0.19], 0.000005), "not tested"); // a smaller rate
  assertEquals(against(16, "plain 10", [0.2, 0.19], 0.0001), "not tested");
  assertEquals(against(17, "highway 10", [0.2, 0.2], 0.05), "reproduced");
  assertEquals(against(17, "highway 10", [0.2, 0.19], 0.05), "not reproduced");

  const [size] = depthClaims(
    withSettings(history({ "plain 10": [1], "plain 100": [1] })),
    mnist,
  ).filter(({ number }) => number === 18);
  assertEquals([size.verdict, size.ours], ["partly", "20, 3.3 % apart"]);
});

Deno.test("the best settings are those of the least median loss", () => {
  const losses = (values: readonly number[], settings: string) =>
    values.map((loss, index) =>
      withSettings(history({ "plain 10": [2, loss] }, { seed: index + 1 }), settings)
    );
  const frames = [
    ...losses([0.2, 0.2, 0.2], "quoted"),
    ...losses([0.1, 0.1, NaN], "rate 0.01"),
    ...losses([0.05, 0.3, 0.3], "best of search"),
  ];
  const [{ ours }] = depthClaims(frames.reduce((a, b) => a.vstack(b)), mnist);
  assertStringIncludes(ours, "best found (not tested), seeds 1, 2, 3: 0.1 (0.1 to Infinity)");
});

Deno.test("claims 6 and 7 are not met by highway nets that diverge as plain ones do", () => {
  const judge = (losses: Record<string, number[]>) =>
    depthClaims(withSettings(history(losses)), mnist).slice(0, 3).map(({ verdict }) => verdict);
  const plain = { "plain 10": [2, 0.1], "plain 100": [NaN] };
  const trained = { "highway 10": [0.1, 0.001], "highway 100": [2, 0.001] };
  assertEquals(judge({ ...plain, ...trained }), Array(3).fill("reproduced"));
  const diverged = { "highway 10": [NaN], "highway 100": [NaN] };
  assertEquals(judge({ ...plain, ...diverged }).slice(1), Array(2).fill("not reproduced"));
});

Deno.test("claims 8 and 9 turn where biases and outputs pass their limits", () => {
  const judge = (
    number: number,
    dataset: Dataset,
    cell: (layer: number, unit: number) => { bias: number; output: number },
  ) =>
    gateClaims(gates(dataset, cell), [dataset])
      .filter(({ number: own, verdict, sharper }) =>
        own === number && verdict !== "not tested" && !sharper
      )
      .map(({ verdict }) => verdict);
  // 9 layers of 4 units; biases begin at −2.
  const fallen = (count: number) => (layer: number, unit: number) => ({
    bias: 4 * (layer - 2) + unit <= count ? -2.1 : -1.9,
    output: unit,
  });
  assertEquals(judge(8, mnist, fallen(19)), ["reproduced"]);
  assertEquals(judge(8, mnist, fallen(18)), ["not reproduced"]);
  const change = (early: number, late: number) => (layer: number, unit: number) => ({
    bias: -2 + (layer <= 4 ? early : layer >= 8 ? late : 0),
    output: unit,
  });
  assertEquals(judge(8, cifar100, change(-0.01, 0.01)), ["reproduced"]);
  assertEquals(judge(8, cifar100, change(0, 0.01)), ["partly"]);
  assertEquals(judge(8, cifar100, change(-0.01, 0)), ["partly"]);
  // Units at ±1, which move up and down by `step`: their standard deviation is 1 and a little.
  const outputs = (step: number) => (layer: number, unit: number) => ({
    bias: -2.1,
    output: (unit % 2 ? 1 : -1) + step * (layer % 2),
  });
  assertEquals(judge(9, mnist, outputs(0.1)), ["reproduced"]); // over a deviation of 1.001
  assertEquals(judge(9, mnist, outputs(0.101)), ["not reproduced"]);
});

Deno.test("claims 10 and 11 turn where lesions pass their limits", () => {
  const judge = (number: number, dataset: Dataset, rise: (layer: number) => number) =>
    verdictOf(number, lesionClaims(lesions(dataset, rise), [dataset]));
  const early = (first: number, middle: number) => (layer: number) =>
    layer === 10 ? first : layer >= 15 && layer <= 45 ? middle : 3;
  assertEquals(judge(10, mnist, early(100.1, 1.99)), "reproduced");
  assertEquals(judge(10, mnist, early(99.9, 1.99)), "partly");
  assertEquals(judge(10, mnist, early(100.1, 2.01)), "partly");
  assertEquals(judge(10, mnist, (layer) => layer === 11 ? 1000 : 1), "partly"); // not early
  const few = (count: number) => (layer: number) =>
    layer === 10 ? 101 : layer >= 15 && layer < 15 + count ? 1 : 3;
  assertEquals(judge(10, mnist, few(16)), "reproduced"); // 16 of layers 15 to 45
  assertEquals(judge(10, mnist, few(15)), "partly");
  const fortieth = (rise: number) => (layer: number) => layer === 40 ? rise : layer > 40 ? 1 : 2;
  assertEquals(judge(11, cifar100, fortieth(1.0101)), "reproduced");
  assertEquals(judge(11, cifar100, fortieth(1.0099)), "not reproduced");
});

Deno.test("claim 12 turns at 95 %, its sharper criterion at 98 %, and at training of a plain net", () => {
  const frameOf = (accuracy: number, ...plain: number[]) => {
    const row = {
      activation: "tanh",
      initializer: "glorot-uniform",
      depth: 900,
      dataset: "mnist",
      seed: 1,
      testLoss: NaN,
      testAccuracy: NaN,
      seconds: 1,
      state: "training",
    };
    const nets = [
      { architecture: "highway", learningRate: 0.1, accuracy, loss: 0.1 },
      ...plain.map((loss, index) => ({
        architecture: "plain",
        learningRate: Math.fround(10 ** -index),
        accuracy: 0.1,
        loss,
      })),
    ];
    const rows = nets.flatMap((net) => [
      { ...row, ...net, epoch: 1, accuracy: 0.99, loss: 2.3 },
      { ...row, ...net, epoch: 2 },
    ]);
    return frame(historySchema, rows);
  };
  const judge = (accuracy: number, ...plain: number[]) =>
    deepestClaims(frameOf(accuracy, ...plain), mnist)[0];
  const judgeLonger = (accuracy: number, ...plain: number[]) =>
    deepestClaims(frameOf(0.96, 2.3), mnist, { longest: frameOf(accuracy, ...plain) })[1];
  assertEquals(judgeLonger(0.981, untrained, 2.3).verdict, "reproduced");
  assertEquals(judgeLonger(0.98, untrained, 2.3).verdict, "partly");
  assertEquals(judgeLonger(0.981, 2.3, trained).verdict, "partly");
  assertEquals(deepestClaims(frameOf(0.99, 2.3), mnist)[1].verdict, "not tested");
  assertEquals(judge(0.951, untrained, 2.3).verdict, "reproduced");
  assertEquals(judge(0.95, untrained, 2.3).verdict, "partly");
  assertEquals(judge(0.951, 2.3, trained).verdict, "partly");
  assertEquals(judge(0.95, trained).verdict, "not reproduced");
  assertEquals(judge(0.96).verdict, "not tested");
  assertEquals(
    judge(0.96, NaN, 2.3).ours,
    "seed 1: 96 % (test images: not measured) after 2 epochs; plain: loss Infinity, 2.3 at rates " +
      "1, 0.1",
  );
});
