import { generateGlyphs } from "./data/glyphs.ts";
import { frame } from "./frame.ts";
import * as library from "./mod.ts";
import { checkExperimentNames } from "./train/experiment_names.ts";
import type { Experiment } from "./train/experiment.ts";
import { assertEquals, assertRejects } from "./testing/assert.ts";

type Options = Record<string, unknown>;

/** Calls a function as a notebook does, where nothing checks types. */
const call = (name: string, ...args: unknown[]) =>
  (library as unknown as Record<string, (...args: unknown[]) => unknown>)[name](...args);

const glyphs = generateGlyphs(1);
const spec = library.highway({ depth: 3, inputSize: 784, classes: 10 });
const sample = { examples: glyphs.train, rows: Uint32Array.of(1) };
const training = { epochs: 1, batchSize: 1, learningRate: 0.1, momentum: 0.9, seed: 1 };
const stages = (...stages: Options[]) => ({ shape: [8, 8, 1], classes: 2, stages });
const none = frame({}, []);
const dense = { depth: 2, inputSize: 2, classes: 2 };
const figure = { subtitle: "", published: [], datasets: [] };
const pick = (options: Options, ...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, options[name]]));

/** Functions with options: how each is called, and options that it takes. */
const takeOptions: Record<string, [call: (options?: Options) => unknown, options: Options][]> = {
  plain: [[(options) => call("plain", options), dense]],
  highway: [[(options) => call("highway", options), { ...dense, gateBias: -2 }]],
  convolutional: [
    [(options) => call("convolutional", options), stages()],
    [
      (options) => call("convolutional", stages({ kind: "dropout", ...options })),
      { rate: 0.5 },
    ],
  ],
  mnistNet: [[(options) => call("mnistNet", options), { maps: 2 }]],
  cifarNet11: [[(options) => call("cifarNet11", options), { classes: 2 }]],
  cifarNet19: [[(options) => call("cifarNet19", options), { classes: 2 }]],
  initialize: [[(options) => call("initialize", spec, options), { seed: 1 }]],
  train: [
    [(options) => nextOf(call("train", {}, options, training)), sample],
    [(options) => nextOf(call("train", {}, sample, options)), training],
    [
      (decay) => nextOf(call("train", {}, sample, { ...training, decay: decay ?? {} })),
      { factor: 0.1, steps: 1 },
    ],
    [
      (decay) => nextOf(call("train", {}, sample, { ...training, weightDecay: decay ?? {} })),
      { hidden: 0, output: 0 },
    ],
  ],
  activationRows: [[(options) => call("activationRows", { spec }, options), sample]],
  gateRows: [
    [(options) => call("gateRows", { spec }, options, { image: 0 }), sample],
    [(options) => call("gateRows", { spec }, sample, options), { image: 0 }],
  ],
  lesionRows: [[(options) => call("lesionRows", { spec }, options), sample]],
  ...Object.fromEntries(
    ([
      ["activationSpread", "subtitle", "published"],
      ["clipping", "subtitle"],
      ["deadUnits", "subtitle"],
      ["deepestNets", "subtitle"],
      ["depthSweep", "subtitle", "published"],
      ["gateHeatmaps", "subtitle", "datasets"],
      ["gateMeans", "subtitle"],
      ["gradientNorms", "subtitle", "published"],
      ["lesionCurves", "subtitle", "published", "datasets"],
      ["meanActivation", "subtitle", "published"],
      ["variants", "subtitle"],
    ] as const).map((
      [name, ...names],
    ) => [name, [[(options?: Options) => call(name, none, options), pick(figure, ...names)]]]),
  ),
};

/** Functions that take of a study what they need, and leave the rest. */
const takeStudy: Record<string, (study?: Options) => unknown> = {
  ...Object.fromEntries(
    [
      "diagnosticExperiments",
      "clippingExperiments",
      "depthSweepExperiments",
      "gateExperiments",
      "convolutionalExperiments",
      "deepestExperiments",
      "searchedExperiments",
      "higherRateExperiments",
      "nearestExperiments",
      "notebookExperiments",
    ].map((name) => [name, (study?: Options) => call(name, glyphs, study)]),
  ),
  ...Object.fromEntries(
    ["accuracyFrame", "activationFrame", "gateFrame", "historyFrame", "lesionFrame"]
      .map((name) => [name, (study?: Options) => call(name, [], study)]),
  ),
};

/** Tested beside their source, or without options: all that they take is data. */
const others = [
  "HighwayLayer",
  "allClaims",
  "allDiscrepancies",
  "clippingClaims",
  "clippingFrame",
  "convolutionalClaims",
  "createEngine",
  "decodeSafetensors",
  "deepestClaims",
  "depthClaims",
  "depthDiscrepancies",
  "diagnosticClaims",
  "encodeSafetensors",
  "gateClaims",
  "gateDiscrepancies",
  "gateSummary",
  "gatherEvidence",
  "generateGlyphs",
  "generateTextures",
  "gradientDiscrepancies",
  "gradientFrame",
  "gradientRows",
  "lesionClaims",
  "lesionDiscrepancies",
  "loadDataset",
  "medianSeeds",
  "openStudy",
  "publishedFor",
  "runEnds",
  "runLine",
  "searchesFrame",
  "settingsFrame",
  "spreadDiscrepancies",
  "withoutDropout",
];

function nextOf(generator: unknown): Promise<unknown> {
  return (generator as AsyncGenerator).next();
}

Deno.test("every function that lib/mod.ts exports is known to take options or not", () => {
  const exported = Object.entries(library)
    .filter(([, value]) => typeof value === "function")
    .map(([name]) => name);
  const known = [...Object.keys(takeOptions), ...Object.keys(takeStudy), ...others];
  assertEquals(exported.sort(), known.sort());
});

for (const [name, calls] of Object.entries(takeOptions)) {
  Deno.test(`${name}() refuses unknown options, and asks for missing ones by name`, async () => {
    for (const [call, options] of calls) {
      for (const [key, value] of Object.entries(options)) {
        const { [key]: _, ...rest } = options;
        const misspelt = key + key.at(-1);
        await assertRejects(
          async () => await call({ ...rest, [misspelt]: value }),
          TypeError,
          `unknown option "${misspelt}", did you mean "${key}"?`,
        );
      }
      await assertRejects(async () => await call(undefined), TypeError, "it needs the option ");
    }
  });
}

Deno.test("functions that take a study say what it lacks", async () => {
  for (const call of Object.values(takeStudy)) {
    for (const study of [undefined, {}]) {
      await assertRejects(async () => await call(study), TypeError, "it needs the option ");
    }
  }
});

Deno.test("an experiment is refused where a name within it is unknown", async () => {
  const { seed, ...settings } = training;
  const experiment: Experiment = { network: spec, dataset: "glyphs", training: settings, seed };
  checkExperimentNames(experiment);
  const wrong: [Options, string][] = [
    [{ ...experiment, image: 5 }, "images"],
    [{ ...experiment, network: { ...spec, gateBais: -2 } }, "gateBias"],
    [{ ...experiment, training: { ...settings, clipnorm: 1 } }, "clipNorm"],
    [{ ...experiment, training: { ...settings, decay: { factor: 0.5, step: 1 } } }, "steps"],
  ];
  for (const [one, meant] of wrong) {
    await assertRejects(
      // deno-lint-ignore require-await -- what it throws is a rejection then
      async () => checkExperimentNames(one as unknown as Experiment),
      TypeError,
      `did you mean "${meant}"?`,
    );
  }
});
