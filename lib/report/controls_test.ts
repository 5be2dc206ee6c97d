/**
 * Which criterion is met by which control.
 *
 * @module
 */
import { generateGlyphs } from "../data/glyphs.ts";
import type { Dataset } from "../data/dataset.ts";
import { assertEquals, assertStringIncludes } from "../testing/assert.ts";
import {
  asReported,
  diagnosticFrames,
  gates,
  history,
  lesions,
  withSettings,
} from "./_synthetic_frames.ts";
import { controlTable } from "./claims_table.ts";
import { depthClaims } from "./depth_claims.ts";
import { diagnosticClaims } from "./diagnostic_claims.ts";
import { gateClaims } from "./gate_claims.ts";
import { lesionClaims } from "./lesion_claims.ts";

const glyphs = generateGlyphs(1);
const mnist: Dataset = { ...glyphs, name: "mnist", title: "MNIST", standsInFor: undefined };
const cifar100: Dataset = { ...mnist, name: "cifar100", title: "CIFAR-100" };
const both = [mnist, cifar100];

/** Before training: biases at their start, outputs that change little, lesions that raise nothing. */
const untrainedGates = (dataset: Dataset) =>
  gates(dataset, (_, unit) => ({ bias: -2, output: unit }));
const untrainedLesions = (dataset: Dataset) => lesions(dataset, () => 1);

Deno.test("the table of criterion by control is this one", () => {
  const trained = (dataset: Dataset) =>
    gates(dataset, (layer, unit) => ({ bias: -2.1, output: unit + 0.05 * (layer % 2) }));
  const losses = {
    "plain 10": [2, 0.1],
    "highway 10": [0.1, 0.01],
    "plain 100": [2, 2],
    "highway 100": [0.5, 0.02],
  };
  const claims = [
    ...diagnosticClaims(diagnosticFrames(asReported), mnist),
    ...depthClaims(withSettings(history(losses)), mnist),
    ...gateClaims(
      trained(mnist).vstack(trained(cifar100)),
      both,
      untrainedGates(mnist).vstack(untrainedGates(cifar100)),
    ),
    ...lesionClaims(
      lesions(mnist, (layer) => layer < 5 ? 1000 : 1.1).vstack(lesions(cifar100, () => 2)),
      both,
      untrainedLesions(mnist).vstack(untrainedLesions(cifar100)),
    ),
  ];
  const table = claims.filter(({ controls }) => controls.length > 0).map((
    { number, sharper, controls },
  ) => [
    `${number}${sharper ? ", sharper" : ""}`,
    controls.map(({ control, met }) => `${control}: ${met ? "met" : "not met"}`).join("; "),
  ]);
  assertEquals(table, [
    ["4", "Sigmoid, He normal: not met; ReLU, He normal: met"],
    ["4, sharper", "Sigmoid, He normal: met; ReLU, He normal: met"],
    ["6", "plain nets in place of highway nets: not met"],
    ["7", "plain nets in place of highway nets: not met"],
    ["8", "untrained net: not met"],
    ["8, sharper", "untrained net: not met"],
    ["8", "untrained net: not met"],
    ["9", "untrained net, MNIST: met; untrained net, CIFAR-100: met"],
    ["10", "untrained net: not met"],
    ["11", "untrained net: not met; net of MNIST: met"],
    ["11, sharper", "untrained net: not met; net of MNIST: not met"],
  ]);
  const shown = controlTable(claims);
  assertStringIncludes(
    shown["text/plain"],
    "met by untrained net, MNIST: changes by 0 of a standard deviation a layer",
  );
  assertStringIncludes(shown["text/html"], ">By untrained net, CIFAR-100</th>");
  assertStringIncludes(shown["text/plain"], "(sharper, added later)");
});
