import { discrepancyTable } from "../report/discrepancy_table.ts";
import { generateGlyphs } from "../data/glyphs.ts";
import type { Dataset } from "../data/dataset.ts";
import { gradientSchema } from "../diagnostics/gradients.ts";
import { frame } from "../frame.ts";
import { assertEquals, assertMatch, assertStringIncludes } from "../testing/assert.ts";
import {
  asReported,
  diagnosticFrames,
  gates,
  history,
  mnist,
} from "../testing/synthetic_frames.ts";
import { gradientDiscrepancies, spreadDiscrepancies } from "./activations.ts";
import { depthDiscrepancies } from "./depth_discrepancies.ts";
import { gateDiscrepancies } from "./gates.ts";
import { lesionDiscrepancies } from "./lesions.ts";
import { publishedLosses } from "./published.ts";

const glyphs = generateGlyphs(1);
const other: Dataset = { ...glyphs, standsInFor: "cifar100" };

Deno.test("Figure 6: both readings of variance stand beside the report's", () => {
  const { activations } = diagnosticFrames(asReported);
  assertEquals(
    spreadDiscrepancies(activations, mnist)[0].computed,
    "Layer 1 before training (ReLU, Glorot): standard deviation of unit means 0, variance over " +
      "samples and units 0.1; report: 0.14; the last batch holds 16 of 10,000 images; ours are 71 wide, and " +
      "run on training images",
  );
  assertEquals(spreadDiscrepancies(activations, other)[0].computed.includes("report"), false);
});

Deno.test("Figure 7: indices 30 and 101 are a layer's weights and the softmax layer's bias", () => {
  const { gradients } = diagnosticFrames(asReported);
  const [indices, settings] = gradientDiscrepancies(gradients, gradients, mnist);
  assertEquals(
    indices.computed,
    "Of 102 parameters 30 is layers.16.wH, of layer 16 and 101 is output.b, of layer 51",
  );
  assertEquals(settings.computed, ""); // there is no parameter 101
  const net = {
    activation: "sigmoid",
    initializer: "glorot-uniform",
    learningRate: 0.001,
    seed: 1,
  };
  const output = { index: 101, parameter: "output.b", layer: 51, meanNorm: 1 };
  const asInNotebook = frame(
    gradientSchema,
    [0.0234, 0.0012, 0.0015].map((normOfMean, index) => (
      { ...net, ...output, epoch: index + 1, normOfMean }
    )),
  );
  assertEquals(
    gradientDiscrepancies(gradients, asInNotebook, mnist)[1].computed,
    "At that rate, 71 wide, parameter 101 has 0.023, 1.2e-3, 1.5e-3 after 1 to 3 epochs; report: " +
      "0.027, 1.6e-3, 1.4e-3",
  );
});

Deno.test("Figure 8: one file for two depths, one decay, and quoted rates beside the curves", () => {
  const curve = (losses: number[]) => losses;
  const nets = {
    "highway 10": curve([0.3, 0.15]),
    "highway 20": curve([0.3, 0.16]),
    "plain 10": curve([0.5, 0.4]),
  };
  const none = history({});
  const [shared, decay, rates, fifty, text, search] = depthDiscrepancies(
    history(nets),
    none,
    mnist,
  );
  assertEquals(
    shared.computed,
    "after epoch 1 it has 0.32, ours 0.3 with 10 layers, 0.3 with 20 layers",
  );
  assertEquals(
    decay.computed,
    "400 epochs of 469 steps are 187,600 steps: it decays once, from 0.1 to 0.096",
  );
  assertEquals(rates.computed, "Not at these rates in this profile"); // theirs is 0.1
  assertEquals(
    text.computed,
    "Its files end at 1.2e-5 (10 layers) and 1.1e-4 (20); plain 10 is below the highway net of 10 " +
      "or 20 layers by epoch 66, and that net ends at 1.8e-5",
  );
  assertEquals([fifty.computed, search.computed], ["", ""]);
  const other10 = history({ "highway 10": curve([0.29, 0.1]) }, { seed: 2 });
  assertEquals(
    depthDiscrepancies(history(nets).vstack(other10), none, mnist)[0].computed,
    "after epoch 1 it has 0.32, ours 0.29 (0.29 to 0.3) with 10 layers, 0.3 with 20 layers",
  );
  assertEquals(depthDiscrepancies(history(nets), none, other)[0].computed, "");
  const quoted = history(nets, { learningRate: Math.fround(0.001) });
  assertEquals(
    depthDiscrepancies(quoted, none, mnist)[2].computed,
    "10 layers, seed 1: 0.4 after 2 epochs where the report has 0.2",
  );
  assertEquals(depthDiscrepancies(quoted, none, other)[2].computed, rates.computed);
});

Deno.test("Figure 8: the distance of plain 50 to its curve, as quoted and at the nearest setting", () => {
  const curve = publishedLosses.filter(({ architecture, depth }) =>
    architecture === "plain" && depth === 50
  );
  const lossAt = (epoch: number) => curve.find((point) => point.epoch === epoch)?.loss ?? 1;
  const losses = Array.from({ length: 400 }, (_, at) => lossAt(at + 1));
  const e = Math.E;
  const quoted = history({ "plain 50": losses.map((loss) => loss * e ** 2) });
  const early = (loss: number, at: number) => at < 9 ? loss / e : loss;
  const nearest = history({ "plain 50": losses.map(early) }, {
    learningRate: Math.fround(0.0006),
  });
  const [, , , { computed }] = depthDiscrepancies(quoted, nearest, mnist);
  assertEquals(
    computed,
    "Root mean square of the log ratios of our losses to its 14 points: at a rate of 0.1 2, from " +
      "epoch 10 on 2; at a rate of 6.0e-4 0.53, from epoch 10 on 0", // √(4 / 14)
  );
  assertEquals(depthDiscrepancies(quoted, nearest, other)[3].computed, "");
});

Deno.test("Figure 9: means over σ(bias) beside the published ones, and a plain net has no gate bias", () => {
  const cells = gates(mnist, () => ({ bias: -2, output: 0 }), 15);
  const curves = history({ "highway 50": [2.3, 1.3] });
  const [means, settings, rates] = gateDiscrepancies(cells, curves, [mnist]);
  assertEquals(
    means.computed,
    "In layers 15 to 45 the mean gate over σ(bias) is 0.84 here, 1.089 in the published figure",
  );
  assertEquals(gateDiscrepancies(cells, curves, [other])[0].computed, "");
  assertMatch(settings.computed, /plain 50-layer net has 0 gate biases .* net 49 vectors/);
  assertEquals(rates.computed, "Not at this length in this profile");
  const whole = history({ "highway 50": Array.from({ length: 400 }, (_, at) => 1 / at) });
  assertMatch(
    gateDiscrepancies(cells, whole, [mnist])[2].computed,
    /rate 0\.1, seed 1: Infinity, 1, 0\.25, .* after 1, 2, 5, .* where the report has 2\.3, 1\.3,/,
  );
});

Deno.test("Figure 10: one layer more than the text says", () => {
  assertEquals(lesionDiscrepancies().map(({ computed }) => computed), [
    "Figure 10 has 50 points for CIFAR-100; the layer more has 5,100 parameters",
    "Figure 8's highway nets end at 1.8e-5 (10 or 20 layers) and 1.4e-5 (50 layers)",
  ]);
});

Deno.test("discrepancyTable() leaves out what cannot be computed", () => {
  const table = discrepancyTable([
    { figure: "Figure 1", finding: "a < b", computed: "1" },
    { figure: "Figure 2", finding: "c", computed: "" },
  ]);
  assertEquals(table["text/plain"], "Figure 1: a < b\n    computed: 1\nFigure 2: c");
  assertStringIncludes(table["text/html"], "a &lt; b");
});
