import { generateGlyphs } from "../data/glyphs.ts";
import type { Dataset } from "../data/dataset.ts";
import { frame, records } from "../frame.ts";
import { assertEquals, assertStringIncludes } from "../testing/assert.ts";
import {
  asReported,
  cifar100,
  diagnosticFrames,
  gates,
  history,
  lesions,
  mnist,
  rates,
  withSettings,
} from "../testing/synthetic_frames.ts";
import { convolutionalClaims } from "./convolutional.ts";
import { depthClaims } from "./depth_claims.ts";
import { diagnosticClaims } from "./diagnostic_claims.ts";
import { gateSchema } from "../diagnostics/gates.ts";
import { lesionSchema } from "../diagnostics/lesions.ts";
import { accuracySchema, settingsSchema } from "./frames.ts";
import { gateClaims, gateSummary, gateSummarySchema } from "./gate_claims.ts";
import { lesionClaims } from "./lesions.ts";
import type { JudgedClaim } from "./verdict.ts";

const glyphs = generateGlyphs(1);

const verdicts = (claims: JudgedClaim[]) =>
  claims.filter(({ sharper }) => !sharper).map(({ number, verdict }) => [number, verdict]);

Deno.test("diagnosticClaims() finds claims 1 to 4 where nets do as the report says", () => {
  const claims = diagnosticClaims(diagnosticFrames(asReported), mnist);
  assertEquals(verdicts(claims), [
    [1, "reproduced"],
    [2, "reproduced"],
    [3, "reproduced"],
    [4, "reproduced"],
  ]);
  assertEquals(claims[0].ours, "seed 1: mean 0.2 falls to 1.0e-9, gradient 1.0e-9, loss 2.3");
});

Deno.test("diagnosticClaims() sees each part of a criterion that fails", () => {
  const change = (name: keyof typeof asReported, values: object) =>
    verdicts(
      diagnosticClaims(
        diagnosticFrames({ ...asReported, [name]: { ...asReported[name], ...values } }),
        mnist,
      ),
    ).filter(([, verdict]) => verdict !== "reproduced");
  assertEquals(change("relu glorot-uniform", { mean: 0.1 }), [[1, "partly"]]);
  assertEquals(change("relu glorot-uniform", { gradient: 0.1 }), [[1, "partly"]]);
  assertEquals(change("relu glorot-uniform", { loss: 1 }), [[1, "partly"]]);
  assertEquals(change("relu he-normal", { variance: 0, loss: 2.3 }), [[2, "not reproduced"]]);
  assertEquals(change("sigmoid he-normal", { gradient: 0.01 }), [[3, "partly"]]);
  assertEquals(change("sigmoid glorot-uniform", { loss: 1 }), [[3, "partly"]]);
  assertEquals(change("tanh glorot-uniform", { variance: 1e-4 }), [[4, "partly"]]);
  assertEquals(change("tanh glorot-uniform", { loss: 2.3 }), [[4, "partly"]]);
});

Deno.test("depthClaims() finds claims 5 to 7 where nets do as the report says, else how far", () => {
  const losses = {
    "plain 10": [2, 0.1],
    "highway 10": [0.1, 0.01],
    "plain 100": [2, 1.5],
    "highway 100": [0.5, 0.012],
  };
  const claims = depthClaims(withSettings(history(losses)), mnist);
  assertEquals(verdicts(claims.slice(0, 3)), [
    [5, "reproduced"],
    [6, "reproduced"],
    [7, "reproduced"],
  ]);
  assertEquals(claims[0].ours, "seed 1: 0.1, 1.5");
  assertEquals(claims[1].ours, "seed 1: 0.01, 0.012; plain/highway at 100: 130");
  assertEquals(claims[2].ours, "seed 1: after 1, 1 epochs of 2");

  const shallow = depthClaims(withSettings(history({ ...losses, "plain 100": [2, 0.05] })), mnist);
  assertEquals(shallow[0].verdict, "not reproduced");
  assertEquals(shallow[1].verdict, "partly");
  const slow = depthClaims(withSettings(history({ ...losses, "highway 10": [1, 1] })), mnist);
  assertEquals(verdicts(slow.slice(0, 3)), [[5, "reproduced"], [6, "partly"], [7, "partly"]]);
});

Deno.test("depthClaims() takes a diverged net for one of infinite loss", () => {
  const losses = {
    "plain 10": [2, 0.1],
    "highway 10": [0.1],
    "plain 100": [2, NaN],
    "highway 100": [0.1],
  };
  const [plain] = depthClaims(withSettings(history(losses)), mnist);
  assertEquals(plain.verdict, "reproduced");
  assertEquals(plain.ours, "seed 1: 0.1, Infinity");
});

Deno.test("gateClaims() finds claims 8 and 9 where gates do as the report says, else not", () => {
  const stripes = (_: number, unit: number) => unit;
  const noise = (layer: number, unit: number) => Math.sin(99 * layer + 7 * unit);
  const judge = (dataset: Dataset, bias: (layer: number) => number, output: typeof noise) =>
    verdicts(
      gateClaims(
        gates(dataset, (layer, unit) => ({ bias: bias(layer), output: output(layer, unit) })),
        [dataset],
      ),
    );
  const [yes, no, not] = ["reproduced", "not reproduced", "not tested"];
  assertEquals(judge(mnist, () => -2.1, stripes), [[8, yes], [8, not], [9, yes]]);
  assertEquals(judge(mnist, () => -1.9, noise), [[8, no], [8, not], [9, no]]);
  const rising = (layer: number) => -2 + (layer - 6) / 10;
  assertEquals(judge(cifar100, rising, stripes), [[8, not], [8, yes], [9, yes]]);
  assertEquals(judge(cifar100, () => -2.1, stripes), [[8, not], [8, "partly"], [9, yes]]);
});

Deno.test("gateSummary() has a row for each net, of all thirds of its layers", () => {
  const cells = gates(
    mnist,
    (layer) => ({ bias: layer < 5 ? -2.5 : layer < 8 ? -2 : -1, output: 0 }),
  );
  const rows = records(gateSummarySchema, gateSummary(cells));
  assertEquals(rows.map(({ step: _, ...row }) => row), [
    { dataset: "mnist", seed: 1, fallen: 1 / 3, early: -0.5, middle: 0, late: 1 },
  ]);
});

Deno.test("lesionClaims() judges each data set by its own claim", () => {
  const judge = (dataset: Dataset, rise: (layer: number) => number) =>
    lesionClaims(lesions(dataset, rise), [dataset]);
  const early = (layer: number) => layer < 5 ? 1000 : 1.001;
  assertEquals(verdicts(judge(mnist, early)), [[10, "reproduced"], [11, "not tested"]]);
  assertEquals(verdicts(judge(mnist, () => 1000)), [[10, "partly"], [11, "not tested"]]);
  assertEquals(verdicts(judge(mnist, () => 3)), [[10, "not reproduced"], [11, "not tested"]]);
  const all = (layer: number) => layer <= 40 ? 1.5 : 1;
  assertEquals(verdicts(judge(cifar100, all)), [[10, "not tested"], [11, "reproduced"]]);
  assertEquals(verdicts(judge(cifar100, early)), [[10, "not tested"], [11, "not reproduced"]]);
  assertStringIncludes(judge(cifar100, early)[1].ours, "4 of 40 raise it, by up to 1.0e+5 %");
});

Deno.test("convolutionalClaims() judges nets of the published size and steps, and no others", () => {
  const judge = (
    nets: { parameters: number; steps: number; accuracy: number }[],
    dataset: Dataset = mnist,
  ) => {
    const row = { dataset: dataset.name, seed: 1, testImages: 10_000, loss: 0.1 };
    const rows = nets.map((net) => ({ ...row, ...net }));
    return convolutionalClaims(frame(accuracySchema, rows), [dataset]);
  };
  const results = (claims: JudgedClaim[]) => claims.slice(0, 2).map(({ verdict }) => verdict);
  const [wide, thin] = [151_690, 38_986];
  const steps = 180_000;
  const both = (a: number, b: number) =>
    judge([{ parameters: wide, steps, accuracy: a }, { parameters: thin, steps, accuracy: b }]);
  assertEquals(results(both(0.9945, 0.9931)), ["reproduced", "reproduced"]);
  assertEquals(results(both(0.9943, 0.9931)), ["not reproduced", "reproduced"]);
  assertEquals(results(both(0.9945, 0.9929)), ["reproduced", "not reproduced"]);
  const short = judge([{ parameters: wide, steps: 179_999, accuracy: 0.999 }]);
  assertEquals(results(short), ["not tested", "not tested"]);
  const quick = judge([{ parameters: 10_282, steps: 320, accuracy: 0.9217 }]);
  assertEquals(results(quick), ["not tested", "not tested"]);
  assertEquals(quick[0].ours, "seed 1: 92.17 %, 10,282 parameters, 320 steps");
  assertEquals(quick[1].published, "99.40 %, 39K parameters");
  const colour = judge([{ parameters: wide, steps, accuracy: 0.999 }], cifar100);
  assertEquals(
    colour.map(({ number, verdict, ours }) => [number, verdict, ours]),
    Array(4).fill([13, "not tested", ""]),
  );
  const cifar = quick.slice(2).map(({ verdict, published }) => `${verdict}: ${published}`);
  assertEquals(cifar, [
    "not tested: 89.18 % with 236K parameters, 92.46 % with 2.3M, 91.20 % with 1.25M",
    "not tested: 67.6 %",
  ]);
});

Deno.test("no claim is judged on data that it does not speak of", () => {
  const own: Dataset = { ...glyphs, title: "Own images", standsInFor: undefined };
  const cell = () => ({ bias: -3, output: 0 });
  const rise = (layer: number) => layer < 5 ? 1000 : 1;
  const losses = { "plain 10": [2, 0.1], "highway 10": [0.1, 0.01] };
  const onOwn = [
    ...gateClaims(gates(own, cell), [own]),
    ...lesionClaims(lesions(own, rise), [own]),
  ];
  const onColour = [
    ...diagnosticClaims(diagnosticFrames(asReported), cifar100),
    ...depthClaims(withSettings(history(losses)), cifar100),
  ];
  for (const { number, verdict, ours } of [...onOwn, ...onColour]) {
    assertEquals([number, verdict, ours], [number, "not tested", ""]);
  }
});

Deno.test("a claim judged on a stand-in says so", () => {
  const [claim] = gateClaims(gates(glyphs, () => ({ bias: -3, output: 0 })), [glyphs]);
  assertStringIncludes(claim.data, "stand-in");
});

Deno.test("every criterion is run on the report's own data", () => {
  const [figure5, ...others] = diagnosticClaims(diagnosticFrames(asReported), mnist);
  const none = ["cannot be told", ""];
  assertEquals(
    [figure5.report, figure5.reportValues],
    ["cannot be told", "mean 0.14 falls to 0, gradient -, loss -"],
  );
  const rest = [...others, ...convolutionalClaims(frame(accuracySchema, []), [mnist])];
  for (const { report, reportValues } of rest) assertEquals([report, reportValues], none);

  const file = "one file for highway nets of 10 and 20 layers";
  const judged = [
    ...depthClaims(frame(settingsSchema, []), mnist),
    ...gateClaims(frame(gateSchema, []), [mnist]),
    ...lesionClaims(frame(lesionSchema, []), [mnist]),
  ];
  const first = judged.filter(({ sharper }) => !sharper);
  assertEquals(first.map(({ number, report, reportValues }) => [number, report, reportValues]), [
    [5, "yes", `${file}, 1.2e-5, 1.1e-4, 2.3e-3, 0.18`],
    [6, "yes", `${file}, 1.8e-5, 1.8e-5, 1.4e-5, 1.2e-5; plain/highway at 100: 1.5e+4`],
    [7, "no", `${file}, after Infinity, 110, 27, 3 epochs of 400`],
    [14, "no", `${file}, 1.2e-5, 1.1e-4`],
    [15, "yes", `${file}, highway 100 1.2e-5, plain 10 1.2e-5`],
    [16, ...none],
    [17, ...none],
    [18, "no", "20, 12, 6, 3.3 % apart"],
    [8, "yes", "86 % fell"],
    [8, "no", "mean change -0.23 early, -0.031 late"],
    [
      9,
      "yes",
      "MNIST, changes by 0.071 of a standard deviation a layer; CIFAR-100, changes by 0.04 of a " +
      "standard deviation a layer",
    ],
    [10, "yes", "early up to 1.3e+5 times, middle 1 times"],
    [11, "yes", "40 of 40 raise it, by up to 6.2e+3 %"],
  ]);
});

Deno.test("sharper criteria are judged beside the first ones, and say so", () => {
  const sharper = (claims: JudgedClaim[]) =>
    claims.filter(({ sharper }) => sharper)
      .map(({ number, verdict, report, ours }) => [number, verdict, report, ours]);
  const [yes, no, untold, not] = ["reproduced", "not reproduced", "cannot be told", "not tested"];
  const tanh = { mean: 0, gradient: 0.1, loss: 1 };
  const ofTanh = (values: { variance: number; varianceAfter: number }) =>
    sharper(
      diagnosticClaims(
        diagnosticFrames({ ...asReported, "tanh glorot-uniform": { ...tanh, ...values } }),
        mnist,
      ),
    ).filter(([number]) => number === 4);
  assertEquals(ofTanh({ variance: 0.0101, varianceAfter: 0.0201 }), [
    [4, yes, untold, "seed 1: largest variance 9.9 times the smallest"],
    [4, yes, untold, "seed 1: after training the largest variance 5 times the smallest"],
  ]);
  const wide = ofTanh({ variance: 0.0099, varianceAfter: 0.0199 });
  assertEquals(wide.map(([, verdict]) => verdict), [no, no]);

  const atRates = (relu: number[], sigmoid: number[]) =>
    sharper(
      diagnosticClaims(diagnosticFrames(asReported), mnist, {
        rates: rates({
          "relu glorot-uniform": relu,
          "sigmoid glorot-uniform": [2.3, 2.3],
          "sigmoid he-normal": sigmoid,
        }, { learningRates: [0.1, 0.003] }),
      }),
    ).filter(([number]) => number !== 4);
  assertEquals(atRates([2.3, NaN], [2.3, 2.073]), [
    [1, yes, untold, "seed 1: loss Infinity, 2.3 at rates 0.003, 0.1"],
    [
      3,
      yes,
      untold,
      "glorot-uniform (reproduced), seed 1: loss 2.3, 2.3 at rates 0.003, 0.1; he-normal " +
      "(reproduced), seed 1: loss 2.1, 2.3 at rates 0.003, 0.1",
    ],
  ]);
  assertEquals(atRates([2.3, 2.072], [2.072, 2.3]).map(([, verdict]) => verdict), [no, "partly"]);
  assertEquals(sharper(diagnosticClaims(diagnosticFrames(asReported), mnist))[0][1], not);

  const cells = (bias: number, step: number) =>
    gates(mnist, (layer, unit) => ({ bias, output: (unit % 2 ? 1 : -1) + step * (layer % 2) }));
  assertEquals(sharper(gateClaims(cells(-2.06, 0.1), [mnist], { untrained: cells(-2, 0.11) })), [
    [8, yes, "yes", "seed 1: mean change -0.06"],
    [
      9,
      yes,
      untold,
      "MNIST, seed 1: changes by 0.1 of a standard deviation a layer, 0.11 before training",
    ],
  ]);
  const [size, steadier] = sharper(
    gateClaims(cells(-2.04, 0.1), [mnist], { untrained: cells(-2, 0.09) }),
  );
  assertEquals([size[1], steadier[1]], [no, no]);
  assertEquals(sharper(gateClaims(cells(-2.06, 0.1), [mnist]))[1].slice(0, 2), [9, not]);

  const rises = (rise: number) => lesions(cifar100, (layer) => layer <= 40 ? rise : 1);
  assertEquals(sharper(lesionClaims(rises(1.51), [cifar100])), [
    [11, yes, "yes", "seed 1: the smallest rise is 1.5 times"],
  ]);
  assertEquals(sharper(lesionClaims(rises(1.49), [cifar100]))[0][1], no);
});
