import { generateGlyphs } from "./data/glyphs.ts";
import { frame } from "./frame.ts";
import * as library from "./mod.ts";
import { checkExperimentNames } from "./train/experiment_names.ts";
import type { Experiment } from "./train/experiment.ts";
import { assertEquals, assertRejects } from "./testing/assert.ts";

type Options = Record<string, unknown>;

/** Values that lib/mod.ts exports, those of its namespaces by both names: "figures.depthSweep". */
const exported = new Map<string, unknown>(
  Object.entries(library).flatMap(([name, value]) =>
    typeof value === "object"
      ? Object.entries(value).map(([inner, value]) => [`${name}.${inner}`, value])
      : [[name, value]]
  ),
);

/** Calls a function as a notebook does, where nothing checks types. */
const call = (name: string, ...args: unknown[]) =>
  (exported.get(name) as (...args: unknown[]) => unknown)(...args);

const glyphs = generateGlyphs(1);
const spec = library.highway({ depth: 3, inputSize: 784, classes: 10 });
const sample = { examples: glyphs.train, rows: Uint32Array.of(1) };
const training = { epochs: 1, batchSize: 1, learningRate: 0.1, momentum: 0.9, seed: 1 };
const stages = (...stages: Options[]) => ({ shape: [8, 8, 1], classes: 2, stages });
const none = frame({}, []);
const dense = { depth: 2, inputSize: 2, classes: 2 };

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
  "convolutionalNets.mnist": [[(options) => call("convolutionalNets.mnist", options), { maps: 2 }]],
  "convolutionalNets.cifar11": [[(options) => call("convolutionalNets.cifar11", options), {
    classes: 2,
  }]],
  "convolutionalNets.cifar19": [[(options) => call("convolutionalNets.cifar19", options), {
    classes: 2,
  }]],
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
  "diagnostics.activationRows": [[
    (options) => call("diagnostics.activationRows", { spec }, options),
    sample,
  ]],
  "diagnostics.gateRows": [
    [(options) => call("diagnostics.gateRows", { spec }, options, { image: 0 }), sample],
    [(options) => call("diagnostics.gateRows", { spec }, sample, options), { image: 0 }],
  ],
  "diagnostics.lesionRows": [[
    (options) => call("diagnostics.lesionRows", { spec }, options),
    sample,
  ]],
  "figures.gateHeatmaps": [[
    (options) => call("figures.gateHeatmaps", none, options),
    { shown: {} },
  ]],
  ...Object.fromEntries(
    [
      "figures.activationSpread",
      "figures.depthSweep",
      "figures.gradientNorms",
      "figures.lesionCurves",
      "figures.meanActivation",
    ].map((name) => [
      name,
      [[(options?: Options) => call(name, none, options), { published: [] }]],
    ]),
  ),
};

/** Of these, those that need no option. */
const needNoOptions: readonly string[] = ["figures.gateHeatmaps", "figures.lesionCurves"];

/** Functions that take of a study what they need, and leave the rest. */
const takeStudy: Record<string, (study?: Options) => unknown> = {
  ...Object.fromEntries(
    ["frames.accuracy", "frames.activations", "frames.gates", "frames.lesions", "frames.outputs"]
      .map((name) => [name, (study?: Options) => call(name, [], study)]),
  ),
  "frames.jointLesions": (study) => call("frames.jointLesions", [], study, { first: 1, last: 1 }),
};

/** Tested beside their source, or without options: all that they take is data. */
const others = [
  "convolutionalNets.withoutDropout",
  "createEngine",
  "decodeSafetensors",
  "diagnostics.gradientRows",
  "encodeSafetensors",
  "figures.activationVariance",
  "figures.clipping",
  "figures.deadUnits",
  "figures.deepestNets",
  "figures.gateMeans",
  "figures.runLine",
  "figures.sheet",
  "figures.variants",
  "frames.byHelp",
  "frames.byNet",
  "frames.gateSummary",
  "frames.gradients",
  "frames.history",
  "frames.medianSeeds",
  "frames.runEnds",
  "frames.searches",
  "frames.settings",
  "loadDataset",
  "openStudy",
  "published.forDataset",
  "tfjs.HighwayLayer",
];

/** What is no function. */
const data = [
  "published.gradientNorms",
  "published.lesions",
  "published.losses",
  "published.meanActivations",
  "published.spreads",
  "sections.activations",
  "sections.all",
  "sections.clipping",
  "sections.convolutional",
  "sections.deepest",
  "sections.depth",
  "sections.gates",
  "sections.lesions",
  "sections.shallower",
  "sections.variants",
];

function nextOf(generator: unknown): Promise<unknown> {
  return (generator as AsyncGenerator).next();
}

Deno.test("every value that lib/mod.ts exports is known, and whether it takes options", () => {
  const known = [...Object.keys(takeOptions), ...Object.keys(takeStudy), ...others, ...data];
  assertEquals([...exported.keys()].sort(), known.sort());
  assertEquals(
    [...exported].filter(([, value]) => typeof value !== "function").map(([name]) => name).sort(),
    data,
  );
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
      if (needNoOptions.includes(name)) continue;
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

Deno.test("a section says what its setting lacks", async () => {
  for (const section of library.sections.all) {
    for (const setting of [undefined, {}]) {
      await assertRejects(
        async () => await section.experiments(glyphs, setting as unknown as library.Setting),
        TypeError,
        "it needs the option ",
      );
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
