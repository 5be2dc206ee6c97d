import { generateGlyphs } from "../data/glyphs.ts";
import type { DenseSpec } from "../models/network_spec.ts";
import { assert, assertEquals } from "../testing/assert.ts";
import { parameterCount } from "../models/parameters.ts";
import type { Experiment } from "../train/experiment.ts";
import { runKey, runName } from "../store/run_key.ts";
import {
  clippingExperiments,
  convolutionalExperiments,
  deepestExperiments,
  depthSweepExperiments,
  diagnosticExperiments,
  gateExperiments,
  higherRateExperiments,
  longestExperiments,
  nearestExperiments,
  notebookExperiments,
  plainGateExperiments,
  rateExperiments,
  shallowClippingExperiments,
  shallowerExperiments,
  shuffledExperiments,
  variantExperiments,
} from "./experiments.ts";
import { profileSettings } from "./profile.ts";

const glyphs = generateGlyphs(1);
const quick = { profile: "quick", seeds: [1] } as const;
const report = { profile: "report", seeds: [1] } as const;

Deno.test("the depth sweep has the report's nets, rates and epochs in its profile", () => {
  const experiments = depthSweepExperiments(glyphs, report);
  const settings = experiments.map(({ network, training: { learningRate, epochs, batchSize } }) =>
    [
      network.architecture,
      network.depth,
      (network as DenseSpec).width,
      learningRate,
      epochs,
      batchSize,
    ].join(" ")
  );
  assertEquals(settings, [
    "plain 10 71 0.001 400 128",
    "highway 10 50 0.1 400 128",
    "plain 20 71 0.001 400 128",
    "highway 20 50 0.1 400 128",
    "plain 50 71 0.00001 400 128",
    "highway 50 50 0.1 400 128",
    "plain 100 71 0.00001 400 128",
    "highway 100 50 0.1 400 128",
  ]);
  const [{ training }] = depthSweepExperiments({ ...glyphs, name: "mnist" }, report);
  assertEquals(training.decay, { factor: 0.96, steps: 100_000 });
  assertEquals(experiments[0].training.decay, undefined, "400 epochs of glyphs are too few steps");
  assertEquals(experiments[0].images, undefined);
});

Deno.test("the plain net of 50 layers is trained at the rate nearest to the report's curve too", () => {
  const quoted = depthSweepExperiments(glyphs, report)[4];
  assertEquals(nearestExperiments(glyphs, report), [
    { ...quoted, training: { ...quoted.training, learningRate: 0.0006 } },
  ]);
  assertEquals(nearestExperiments(glyphs, quick), []);
});

Deno.test("plain nets of 10 and 20 layers are trained at 0.01 too, five of the latter", () => {
  const all = higherRateExperiments(glyphs, { profile: "report", seeds: [1, 2, 3] });
  assertEquals(
    all.map(({ network: { depth }, seed }) => `${depth} ${seed}`).join(", "),
    "10 1, 10 2, 10 3, 20 1, 20 2, 20 3, 20 4, 20 5",
  );
  const quoted = depthSweepExperiments(glyphs, report);
  const one = higherRateExperiments(glyphs, report);
  assertEquals(
    one,
    [quoted[0], quoted[2]].map((experiment) => (
      { ...experiment, training: { ...experiment.training, learningRate: 0.01 } }
    )),
  );
  assertEquals(higherRateExperiments(glyphs, quick), []);
});

Deno.test("every seed runs every experiment", () => {
  const seeds = [3, 4];
  const sections = [
    depthSweepExperiments,
    diagnosticExperiments,
    clippingExperiments,
    gateExperiments,
    deepestExperiments,
    convolutionalExperiments,
    shallowerExperiments,
    variantExperiments,
    rateExperiments,
    shallowClippingExperiments,
    shuffledExperiments,
    plainGateExperiments,
  ];
  for (const make of sections) {
    const one = make(glyphs, quick).length;
    const both = make(glyphs, { ...quick, seeds });
    assertEquals(both.map(({ seed }) => seed), [...Array(one).fill(3), ...Array(one).fill(4)]);
  }
});

Deno.test("diagnostics take six 50-layer plain nets and keep their gradient norms", () => {
  const experiments = diagnosticExperiments(glyphs, quick);
  const kinds = experiments.map(({ network }) => `${network.activation} ${network.initializer}`);
  assertEquals(new Set(kinds).size, 6);
  for (const { network, training } of experiments) {
    assertEquals([network.architecture, network.depth], ["plain", 50]);
    assert(training.gradientNorms);
  }
});

Deno.test("gate biases start at −2 for MNIST and −4 for CIFAR-100, for stand-ins likewise", () => {
  const bias = (name: "mnist" | "cifar100", standIn: boolean) => {
    const dataset = standIn
      ? { ...glyphs, standsInFor: name }
      : { ...glyphs, name, standsInFor: undefined };
    const [{ network }] = gateExperiments(dataset, report);
    return network.architecture === "highway" && network.gateBias;
  };
  assertEquals([bias("mnist", false), bias("mnist", true)], [-2, -2]);
  assertEquals([bias("cifar100", false), bias("cifar100", true)], [-4, -4]);
});

Deno.test("convolutional nets have the authors' sizes, solver and 180,000 steps in their profile", () => {
  const mnist = { ...glyphs, train: { ...glyphs.train, count: 60_000 } };
  const experiments = convolutionalExperiments(mnist, report);
  assertEquals(experiments.map(({ network }) => parameterCount(network)), [151_690, 38_986]);
  for (const { network, training, images } of experiments) {
    assertEquals(images, undefined);
    assertEquals(mnist.train.count / training.batchSize * training.epochs, 180_000);
    assertEquals([training.learningRate, training.momentum], [0.01, 0.9]);
    assertEquals(training.decay, { factor: 0.1, steps: 60_000 });
    const drops = network.architecture === "convolutional" &&
      network.stages.flatMap((stage) => stage.kind === "dropout" ? stage.rate : []);
    assertEquals(drops, [0.2, 0.3, 0.4, 0.5]);
  }
});

Deno.test("on colour images the CIFAR nets are trained", () => {
  const colour = { ...glyphs, standsInFor: "cifar100" as const, classes: Array(100).fill("") };
  const depth = (setting: typeof quick | typeof report) =>
    convolutionalExperiments(colour, setting).map(({ network }) => network.depth + 1);
  assertEquals([depth(quick), depth(report)], [[11], [19]]);
});

Deno.test("what both profiles train is measured alike, as a record may lack the parameters to", () => {
  const nameOf = (experiment: Experiment) =>
    runName(runKey(experiment, { digest: "" }, { family: "fused" }));
  const names = new Set(diagnosticExperiments(glyphs, report).map(nameOf));
  const shared = diagnosticExperiments(glyphs, quick).filter((one) => names.has(nameOf(one)));
  assertEquals(shared.length, 6); // else the numbers of samples may differ
  assertEquals(profileSettings.quick.samples, profileSettings.report.samples);
});

Deno.test("Figure 7's net is trained at its notebook's rate too, and else as the others", () => {
  const [net, ...others] = notebookExperiments(glyphs, report);
  const [other] = diagnosticExperiments(glyphs, report).filter(({ network }) =>
    network.activation === "sigmoid" && network.initializer === "glorot-uniform"
  );
  assertEquals(others, []);
  assertEquals([net.training.learningRate, other.training.learningRate], [0.001, 0.003]);
  assertEquals({ ...net, training: other.training }, other);
});

Deno.test("clipping is tried on the ReLU net with He weights, which it shares with the diagnostics", () => {
  const experiments = clippingExperiments(glyphs, report);
  assertEquals(
    experiments.map(({ training: { learningRate, clipNorm } }) => [learningRate, clipNorm]),
    [0.003, 0.01, 0.03, 0.1].flatMap((rate) => [[rate, undefined], [rate, 1]]),
  );
  const nameOf = (experiment: typeof experiments[number]) =>
    runName(runKey(experiment, { digest: "" }, { family: "fused" }));
  const names = new Set(experiments.map(nameOf));
  assertEquals(names.size, 8);
  const shared = diagnosticExperiments(glyphs, report).filter((one) => names.has(nameOf(one)));
  assertEquals(shared.map(({ network }) => [network.activation, network.initializer]), [[
    "relu",
    "he-normal",
  ]]);
});

Deno.test("nets of 900 layers: one highway net, and plain ones at several rates", () => {
  const nets = deepestExperiments(glyphs, report).map(({ network, training, images }) =>
    [network.architecture, network.depth, training.learningRate, images].join(" ")
  );
  assertEquals(nets, [
    "highway 900 0.1 ",
    "plain 900 0.1 ",
    "plain 900 0.01 ",
    "plain 900 0.001 ",
    "plain 900 0.0001 ",
  ]);
});

Deno.test("a net without layers 15 to 45 has 19 layers, and else the gates' net's settings", () => {
  const [whole] = gateExperiments(glyphs, report);
  const [left] = shallowerExperiments(glyphs, report);
  assertEquals([whole.network.depth, left.network.depth], [50, 19]);
  assertEquals({ ...left, network: whole.network }, whole);
});

Deno.test("variants: each net once, every kind of weights, every kind of help at every rate", () => {
  const experiments = variantExperiments(glyphs, report);
  const nameOf = (experiment: Experiment) =>
    runName({ resultsVersion: 1, engine: "fused", dataDigest: "", experiment });
  assertEquals(new Set(experiments.map(nameOf)).size, experiments.length);
  const plain = experiments.filter(({ network }) => network.architecture === "plain");
  const weights = experiments.filter(({ network, training }) =>
    network.architecture === "highway" && training.learningRate === 0.1 &&
    !training.clipNorm && !training.decay
  );
  const helped = (activation: string) =>
    experiments.filter(({ network }) =>
      network.architecture === "highway" && network.initializer === "glorot-uniform" &&
      network.activation === activation
    ).map(({ training: { learningRate, clipNorm, decay } }) =>
      `${learningRate} ${clipNorm ? "clipped" : decay ? "decay" : "neither"}`
    ).toSorted();
  assertEquals(plain.length, 2 * 3 * 3);
  assertEquals(new Set(weights.map(({ network }) => network.activation)).size, 3);
  assertEquals(weights.length, 3 * 3);
  const all = ["0.1", "0.3", "1"].flatMap((rate) =>
    ["clipped", "decay", "neither"].map((help) => `${rate} ${help}`)
  );
  assertEquals([helped("relu"), helped("tanh")], [all, all]);
  for (const { network: { depth }, training } of experiments) {
    assert(depth === 50 || depth === 10);
    if (training.decay) assert(training.decay.steps * 10 < 4 * 469, "a few epochs see it");
  }
});

Deno.test("nets that do not train for their depth are tried at several rates, beside shallow ones", () => {
  const experiments = rateExperiments(glyphs, report);
  const names = experiments.map(({ network: { activation, initializer, depth }, training }) =>
    `${activation} ${initializer} ${depth} ${training.learningRate}`
  );
  assertEquals(
    names,
    ["relu glorot-uniform", "sigmoid glorot-uniform", "sigmoid he-normal"].flatMap((net) =>
      [50, 3, 4].flatMap((depth) => [0.003, 0.01, 0.1].map((rate) => `${net} ${depth} ${rate}`))
    ),
  );
  const nameOf = (experiment: Experiment) =>
    runName({ resultsVersion: 1, engine: "fused", dataDigest: "", experiment });
  const known = new Set(diagnosticExperiments(glyphs, report).map(nameOf));
  assertEquals(experiments.filter((one) => known.has(nameOf(one))).length, 3);
});

Deno.test("clipping is tried on nets of 4 layers too, else alike", () => {
  const shallow = shallowClippingExperiments(glyphs, report);
  const deep = clippingExperiments(glyphs, report);
  assert(shallow.every(({ network }) => network.depth === 4));
  assertEquals(
    shallow.map(({ network, ...rest }) => ({ ...rest, network: { ...network, depth: 50 } })),
    deep.map(({ network, ...rest }) => ({ ...rest, network })),
  );
});

Deno.test("the gates' nets are trained briefly on shuffled labels, plain nets beside them", () => {
  const mnist = { ...glyphs, name: "mnist", standsInFor: undefined } as const;
  const [gated] = gateExperiments(mnist, report);
  const [shuffled] = shuffledExperiments(mnist, report);
  const [plain] = plainGateExperiments(mnist, report);
  assertEquals(shuffled, {
    ...gated,
    labels: "shuffled",
    training: { epochs: 10, batchSize: 128, learningRate: 0.1, momentum: 0.9 },
  });
  const { network: { architecture, depth }, labels, training } = plain;
  assertEquals(
    [architecture, depth, labels, training.learningRate, training.epochs],
    ["plain", 50, undefined, 0.003, 10],
  );
});

Deno.test("one seed's nets of 900 layers are trained for 15 epochs too", () => {
  const longest = longestExperiments(glyphs, { profile: "report", seeds: [2, 3] });
  const deepest = deepestExperiments(glyphs, { profile: "report", seeds: [2] });
  assertEquals(
    longest,
    deepest.map((one) => ({ ...one, training: { ...one.training, epochs: 15 } })),
  );
  assertEquals(longestExperiments(glyphs, quick), []);
});
