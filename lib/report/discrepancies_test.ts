import { generateGlyphs } from "../data/glyphs.ts";
import type { Dataset } from "../data/dataset.ts";
import { assertEquals, assertMatch, assertStringIncludes } from "../testing/assert.ts";
import { asReported, diagnosticFrames, gates, history } from "./_synthetic_frames.ts";
import {
  depthDiscrepancies,
  discrepancyTable,
  gateDiscrepancies,
  gradientDiscrepancies,
  lesionDiscrepancies,
  spreadDiscrepancies,
} from "./discrepancies.ts";

const glyphs = generateGlyphs(1);
const mnist: Dataset = { ...glyphs, name: "mnist", title: "MNIST", standsInFor: undefined };
const other: Dataset = { ...glyphs, standsInFor: "cifar100" };

Deno.test("Figure 6: both readings of variance stand beside the report's", () => {
  const { activations } = diagnosticFrames(asReported);
  assertEquals(
    spreadDiscrepancies(activations, mnist)[0].computed,
    "Layer 1 before training (ReLU, Glorot): standard deviation of unit means 0, variance over " +
      "samples and units 0.1; report: 0.14; the last batch holds 96 of 60000 images",
  );
  assertEquals(spreadDiscrepancies(activations, other)[0].computed.includes("report"), false);
});

Deno.test("Figure 7: indices 30 and 101 are a layer's weights and the softmax layer's bias", () => {
  const [{ computed }] = gradientDiscrepancies(diagnosticFrames(asReported).gradients);
  assertEquals(
    computed,
    "Of 102 parameters 30 is layers.16.wH, of layer 16 and 101 is output.b, of layer 51",
  );
});

Deno.test("Figure 8: equal curves, one decay, and quoted rates beside the curves", () => {
  const curve = (losses: number[]) => losses;
  const nets = {
    "highway 10": curve([0.3, 0.15]),
    "highway 20": curve([0.3, 0.16]),
    "plain 10": curve([0.5, 0.4]),
  };
  const [same, decay, rates, search] = depthDiscrepancies(history(nets), mnist);
  assertEquals(same.computed, "10 of 10 published points are equal; of ours 1 of 2");
  assertEquals(
    decay.computed,
    "400 epochs of 469 steps are 187,600 steps: it decays once, from 0.1 to 0.096",
  );
  assertEquals(rates.computed, "Not at these rates in this profile"); // theirs is 0.1
  assertEquals(search.computed, "");
  const other10 = history({ "highway 10": curve([0.3, 0.1]) }, { seed: 2 });
  const partial = history(nets).vstack(other10);
  assertEquals(depthDiscrepancies(partial, mnist)[0].computed, same.computed);
  const quoted = history(nets, { learningRate: Math.fround(0.001) });
  assertEquals(
    depthDiscrepancies(quoted, mnist)[2].computed,
    "10 layers, seed 1: 0.4 after 2 epochs where the report has 0.2",
  );
  assertEquals(depthDiscrepancies(quoted, other)[2].computed, rates.computed);
});

Deno.test("Figure 9: means are a fifth too large, and a plain net has no gate bias", () => {
  const frame = gates(mnist, () => ({ bias: -2, output: 0 }));
  const curves = history({ "highway 50": [2.3, 1.3] });
  const [means, settings, rates] = gateDiscrepancies(frame, curves, [mnist]);
  assertEquals(
    means.computed,
    "On MNIST every mean gate comes out 1.2 times too large: our largest, 0.1, would be shown as " +
      "0.12",
  );
  assertEquals(
    gateDiscrepancies(frame, curves, [other])[0].computed,
    "On MNIST every mean gate comes out 1.2 times too large",
  );
  assertMatch(settings.computed, /plain 50-layer net has 0 gate biases .* net 49 vectors/);
  assertEquals(rates.computed, "Not at this length in this profile");
  const whole = history({ "highway 50": Array.from({ length: 400 }, (_, at) => 1 / at) });
  assertMatch(
    gateDiscrepancies(frame, whole, [mnist])[2].computed,
    /rate 0\.1, seed 1: Infinity, 1, 0\.25, .* after 1, 2, 5, .* where the report has 2\.3, 1\.3,/,
  );
});

Deno.test("Figure 10: one layer more than the text says", () => {
  const [{ computed }] = lesionDiscrepancies();
  assertEquals(
    computed,
    "Figure 10 has 50 points for CIFAR-100; the layer more has 5,100 parameters",
  );
});

Deno.test("discrepancyTable() leaves out what cannot be computed", () => {
  const table = discrepancyTable([
    { figure: "Figure 1", finding: "a < b", computed: "1" },
    { figure: "Figure 2", finding: "c", computed: "" },
  ]);
  assertEquals(table["text/plain"], "Figure 1: a < b\n    computed: 1\nFigure 2: c");
  assertStringIncludes(table["text/html"], "a &lt; b");
});
