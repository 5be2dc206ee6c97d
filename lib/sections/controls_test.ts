/**
 * Which criterion is met by which control.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import type { Dataset } from "../data/dataset.ts";
import { loadDataset } from "../data/load.ts";
import type { Engine } from "../engines/engine.ts";
import { runKey, runName } from "../store/run_key.ts";
import { RunStore } from "../store/run_store.ts";
import type { Context } from "./context.ts";
import { experimentsOf } from "./experiments_of.ts";
import { allSections } from "./sections.ts";
import { FrameStore } from "../store/frame_store.ts";
import { profileSettings } from "./profile.ts";
import { assertEquals, assertStringIncludes } from "../testing/assert.ts";
import { outputSchema } from "../diagnostics/outputs.ts";
import { frame } from "../frame.ts";
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
import { clippingClaims } from "./clipping.ts";
import { deepestClaims } from "./deepest.ts";
import { controlTable } from "../report/claims_table.ts";
import { depthClaims } from "./depth_claims.ts";
import { diagnosticClaims } from "./diagnostic_claims.ts";
import { gateClaims } from "./gate_claims.ts";
import { lesionClaims } from "./lesions.ts";

const both = [mnist, cifar100];

/**
 * Before training: biases at their start, outputs that change little, lesions that raise nothing.
 */
const untrainedGates = (dataset: Dataset) =>
  gates(dataset, (_, unit) => ({ bias: -2, output: unit }));
const untrainedLesions = (dataset: Dataset) => lesions(dataset, () => 1);

/** After training on shuffled labels: much as before, but for biases that all rise. */
const shuffledGates = (dataset: Dataset) =>
  gates(dataset, (layer, unit) => ({ bias: -1.9, output: unit + 0.05 * (layer % 2) }));

/** Outputs of a plain net of ten layers, which have no stripes. */
const plainOutputs = (dataset: Dataset, step: number) =>
  frame(
    outputSchema,
    Array.from({ length: 40 }, (_, index) => {
      const [layer, unit] = [Math.floor(index / 4) + 1, index % 4 + 1];
      const output = unit + step * (layer % 2);
      return { dataset: dataset.name, seed: 1, layer, unit, output };
    }),
  );

/** A net of few layers, which trains at a rate that is large enough. */
const shallowNets = {
  "relu glorot-uniform": { mean: 0.1, variance: 0.05, gradient: 0.1, loss: 0.5 },
  "sigmoid glorot-uniform": { mean: 0.5, variance: 0.1, gradient: 0.01, loss: 2.3 },
  "sigmoid he-normal": { mean: 0.5, variance: 0.1, gradient: 0.01, loss: 2.3 },
};
const learningRates = [0.003, 0.1];
const [never, atLarge] = [[2.3, 2.3], [2.3, 0.1]];
const lossesAtRates = rates({
  "relu glorot-uniform": never,
  "sigmoid glorot-uniform": never,
  "sigmoid he-normal": never,
}, { learningRates }).vstack(rates({
  "relu glorot-uniform": atLarge,
  "sigmoid glorot-uniform": atLarge,
  "sigmoid he-normal": atLarge,
}, { depth: 3, learningRates }));

const clippingLosses = (free: number, clipped: number) =>
  withSettings(history({ "plain 50": [free] }), "neither")
    .vstack(withSettings(history({ "plain 50": [clipped] }), "clipped"));

/** Nets of 900 layers: one that trains, and a plain one that does not. */
const deepNets = history({ "highway 900": [0.1], "plain 900": [2.3] });

Deno.test("each criterion is tried on its controls, and the table says which meet it", () => {
  const trained = (dataset: Dataset) =>
    gates(dataset, (layer, unit) => ({ bias: -2.1, output: unit + 0.05 * (layer % 2) }));
  const losses = {
    "plain 10": [2, 0.1],
    "highway 10": [0.1, 0.01],
    "plain 100": [2, 2],
    "highway 100": [0.5, 0.009],
  };
  const claims = [
    ...diagnosticClaims(diagnosticFrames(asReported), mnist, {
      shallow: [diagnosticFrames(shallowNets, 3)],
      rates: lossesAtRates,
    }),
    ...clippingClaims(clippingLosses(2.3, 0.5), mnist, { shallow: clippingLosses(0.4, 0.5) }),
    ...depthClaims(withSettings(history(losses)), mnist),
    ...deepestClaims(deepNets, mnist, { longest: deepNets, depth: history(losses) }),
    ...gateClaims(
      trained(mnist).vstack(trained(cifar100)),
      both,
      {
        untrained: untrainedGates(mnist).vstack(untrainedGates(cifar100)),
        shuffled: shuffledGates(mnist).vstack(shuffledGates(cifar100)),
        plain: { trained: plainOutputs(mnist, 1), untrained: plainOutputs(mnist, 2) },
      },
    ),
    ...lesionClaims(
      lesions(mnist, (layer) => layer < 5 ? 1000 : 1.1).vstack(lesions(cifar100, () => 2)),
      both,
      {
        untrained: untrainedLesions(mnist).vstack(untrainedLesions(cifar100)),
        shuffled: untrainedLesions(mnist).vstack(lesions(cifar100, () => 1.02)),
      },
    ),
  ];
  const table = claims.filter(({ controls }) => controls.length > 0).map((
    { number, sharper, controls },
  ) => [
    `${number}${sharper ? ", sharper" : ""}`,
    controls.map(({ control, met }) => `${control}: ${met ? "met" : "not met"}`).join("; "),
  ]);
  assertEquals(table, [
    ["1", "3 layers: not met; ReLU, He normal: not met"],
    ["1, sharper", "3 layers: not met"],
    ["2", "ReLU, Glorot uniform: not met"],
    ["3", "3 layers: not met; Tanh, Glorot uniform: not met"],
    ["3, sharper", "3 layers: not met"],
    ["4", "Sigmoid, He normal: not met; ReLU, He normal: met; ReLU, Glorot uniform: not met"],
    ["4, sharper", "Sigmoid, He normal: met; ReLU, He normal: met; ReLU, Glorot uniform: not met"],
    ["4, sharper", "Sigmoid, He normal: met; ReLU, He normal: met; ReLU, Glorot uniform: not met"],
    ["2", "4 layers: not met"],
    ["5", "highway nets in place of plain nets: not met"],
    ["6", "plain nets in place of highway nets: not met"],
    ["7", "plain nets in place of highway nets: not met"],
    ["12", "plain nets in place of highway nets: not met; 10 layers: not met"],
    ["12, sharper", "plain nets in place of highway nets: not met"],
    ["8", "untrained net: not met; net of shuffled labels: not met"],
    ["8, sharper", "untrained net: not met; net of shuffled labels: not met"],
    ["8", "untrained net: not met; net of shuffled labels: not met"],
    [
      "9",
      "untrained net, MNIST: met; untrained net, CIFAR-100: met; " +
      "net of shuffled labels, MNIST: met; net of shuffled labels, CIFAR-100: met; " +
      "plain net, MNIST: not met",
    ],
    [
      "9, sharper",
      "net of shuffled labels, MNIST: not met; net of shuffled labels, CIFAR-100: not met; " +
      "plain net, MNIST: met",
    ],
    ["10", "untrained net: not met; net of shuffled labels: not met"],
    ["11", "untrained net: not met; net of shuffled labels: met; net of MNIST: met"],
    [
      "11, sharper",
      "untrained net: not met; net of shuffled labels: not met; net of MNIST: not met",
    ],
  ]);
  const shown = controlTable(claims);
  assertStringIncludes(
    shown["text/plain"],
    "met by untrained net, MNIST: changes by 0 of a standard deviation a layer",
  );
  assertStringIncludes(shown["text/html"], ">untrained net, CIFAR-100</td>");
  assertStringIncludes(shown["text/html"], ">Meets it</th>");
  assertStringIncludes(shown["text/plain"], "(sharper, added later)");
});

const realData = Boolean(Deno.env.get("HIGHWAY_DATA"));

Deno.test({
  name: "of the committed records' nets these controls meet these criteria" +
    (realData ? "" : " (needs MNIST and CIFAR-100 in HIGHWAY_DATA)"),
  ignore: !realData,
  async fn() {
    const folder = (name: string) => fileURLToPath(new URL(`../../data/${name}`, import.meta.url));
    const datasets = [await loadDataset("mnist"), await loadDataset("cifar100")];
    const nowhere = await Deno.makeTempDir();
    const store = new RunStore(nowhere, folder("records"));
    const context: Context = {
      profile: "report",
      engine: { family: "fused" } as Engine, // all that it would measure is kept
      datasets,
      settings: profileSettings.report,
      frames: new FrameStore(nowhere, folder("diagnostic_records")),
    };
    const met: [number, string, string][] = [];
    for (const section of allSections) {
      const groups = await experimentsOf(section, datasets, { profile: "report", seeds: [] });
      const runs = Object.fromEntries(
        Object.entries(groups).map(([group, experiments]) => [
          group,
          experiments.flatMap((experiment) => {
            const dataset = datasets.find(({ name }) => name === experiment.dataset)!;
            return store.load(runName(runKey(experiment, dataset, context.engine))) ?? [];
          }),
        ]),
      );
      for (const claim of section.claims(await section.measure(runs, context), context)) {
        for (const { control, met: isMet } of claim.controls) {
          if (isMet) met.push([claim.number, claim.criterion, control]);
        }
      }
    }
    const ranges = [
      "Glorot: largest and smallest variance within a factor of 100; training (a loss below 90 % " +
      "of ln(classes), that of a guess)",
      "Glorot: largest and smallest variance within a factor of 10",
      "Glorot: after training, largest and smallest variance within a factor of 5",
    ];
    const stripes = "in the middle third, a unit's output changes from layer to layer by less";
    assertEquals(met, [
      [4, ranges[0], "ReLU, He normal"],
      [4, ranges[1], "Sigmoid, He normal"],
      [4, ranges[2], "Sigmoid, He normal"],
      [8, "more than half end below their start", "net of shuffled labels"],
      [
        9,
        `${stripes} than a tenth of the outputs' standard deviation, on average`,
        "untrained net, CIFAR-100",
      ],
      [
        9,
        `${stripes} than a tenth of the outputs' standard deviation, on average`,
        "net of shuffled labels, CIFAR-100",
      ],
      [11, "each of the first 40 highway layers raises the loss by at least 1 %", "net of MNIST"],
    ]);
    await Deno.remove(nowhere, { recursive: true });
  },
});
