/**
 * Where the report does not add up: read against its own code and files, and computed where a
 * computation can tell.
 *
 * @module
 */
import type { DataFrame } from "nodejs-polars";
import { type Dataset, publishedOf } from "../data/dataset.ts";
import { activationSchema } from "../diagnostics/activations.ts";
import { gateSchema } from "../diagnostics/gates.ts";
import { gradientSchema } from "../diagnostics/gradients.ts";
import { records } from "../frame.ts";
import { highway, plain } from "../models/network_spec.ts";
import { layerParameterCount, parameterInfos } from "../models/parameters.ts";
import type { ShownTable } from "./claims_table.ts";
import { historySchema } from "./frames.ts";
import { brief } from "./measured.ts";
import { reportDecay } from "./experiments.ts";
import { profileSettings } from "./profile.ts";
import {
  publishedFor,
  publishedGateLosses,
  publishedHighway20,
  publishedLesionCount,
  publishedLosses,
  publishedSpreads,
} from "./published.ts";
import { htmlTable } from "./table.ts";

/** A point at which the report contradicts itself, its code or its files. */
export interface Discrepancy {
  /** Of the report. */
  readonly figure: string;
  /** What it says, and what its code or files show. */
  readonly finding: string;
  /** What a computation says of it; empty where none can. */
  readonly computed: string;
}

/** MNIST's training images, epochs of the report's training, and its batches. */
const [images, epochs, batch] = [60_000, 400, 128];
const fifty = { depth: 50, inputSize: 784, classes: 10 };

/** Figure 6: what is called variance. */
export function spreadDiscrepancies(activations: DataFrame, dataset: Dataset): Discrepancy[] {
  const first = records(activationSchema, activations).find((row) =>
    row.activation === "relu" && row.initializer === "glorot-uniform" && row.epoch === 0 &&
    row.layer === 1
  );
  const [published] = publishedFor(dataset, publishedSpreads);
  return [{
    figure: "Figure 6",
    finding: "The figure's variance is, in the code, the standard deviation over a layer's units " +
      "of each unit's mean activation, not the variance over samples; the last batch is left out",
    computed: [
      first && `Layer 1 before training (ReLU, Glorot): standard deviation of unit means ` +
        `${brief(first.unitMeanStd)}, variance over samples and units ${brief(first.variance)}`,
      published && `report: ${brief(published.value)}`,
      `the last batch holds ${images % batch} of ${images} images`,
    ].filter((part) => part).join("; "),
  }];
}

/** Figure 7: what is called a layer. */
export function gradientDiscrepancies(gradients: DataFrame): Discrepancy[] {
  const infos = parameterInfos(plain({ ...fifty, activation: "sigmoid" }));
  const named = (index: number) =>
    `${index} is ${infos[index].name}, of layer ${infos[index].layer}`;
  const last = infos.length - 1;
  const output = records(gradientSchema, gradients).find((row) =>
    row.activation === "sigmoid" && row.epoch === 1 && row.index === last
  );
  return [{
    figure: "Figure 7",
    finding:
      "Its layers 30 and 101 are indices into the list of weights and biases, two a layer; " +
      "the gradient is averaged over an epoch before its norm is taken",
    computed: `Of ${infos.length} parameters ${named(30)} and ${named(101)}` +
      (output
        ? `; epoch 1, parameter ${last} (${output.initializer}): norm of the mean gradient ` +
          `${brief(output.normOfMean)}, mean norm of a step's ${brief(output.meanNorm)}`
        : ""),
  }];
}

/** Figure 8: training curves and the settings quoted for them. */
export function depthDiscrepancies(history: DataFrame, dataset: Dataset): Discrepancy[] {
  const rows = records(historySchema, history);
  const steps = epochs * Math.ceil(images / batch);
  const decays = Math.floor((steps - 1) / reportDecay.steps);
  return [
    {
      figure: "Figure 8, depth 20",
      finding: "The file of the 20-layer highway curve is that of the 10-layer one",
      computed: identicalCurves(rows),
    },
    {
      figure: "Figure 8, settings",
      finding: `A decay of the learning rate by ${reportDecay.factor} every ${
        reportDecay.steps.toLocaleString("en")
      } steps is quoted as a setting; it hardly takes part`,
      computed: `${epochs} epochs of ${Math.ceil(images / batch)} steps are ${
        steps.toLocaleString("en")
      } steps: it decays ${decays === 1 ? "once" : `${decays} times`}, from 0.1 to ${
        brief(0.1 * reportDecay.factor ** decays)
      }`,
    },
    {
      figure: "Figure 8, plain nets",
      finding: "The learning rates quoted for plain nets (0.001 at 10 and 20 layers, 0.00001 at " +
        "50 and 100) have to give the published curves",
      computed: quotedRates(rows, dataset),
    },
    {
      figure: "Figure 8, search",
      finding: "The paper searches 40 random settings a network, the long paper 100; the report " +
        "does not say how many it tried",
      computed: "",
    },
  ];
}

type HistoryRow = ReturnType<typeof records<typeof historySchema>>[number];

function identicalCurves(rows: readonly HistoryRow[]): string {
  const ten = publishedLosses.filter((point) =>
    point.architecture === "highway" && point.depth === 10
  );
  const equal = ten.filter(({ loss }, at) => loss === publishedHighway20[at]).length;
  const published = `${equal} of ${ten.length} published points are equal`;
  const curve = (depth: number) =>
    rows.filter((row) => row.architecture === "highway" && row.depth === depth);
  const ours20 = new Map(curve(20).map(({ seed, epoch, loss }) => [`${seed} ${epoch}`, loss]));
  const ours10 = curve(10).filter(({ seed, epoch }) => ours20.has(`${seed} ${epoch}`));
  if (ours10.length === 0) return published;
  const same = ours10.filter(({ seed, epoch, loss }) => loss === ours20.get(`${seed} ${epoch}`));
  return `${published}; of ours ${same.length} of ${ours10.length}`;
}

/** Plain nets at the quoted rates: our loss beside the published one after the last common epoch. */
function quotedRates(rows: readonly HistoryRow[], dataset: Dataset): string {
  const published = publishedFor(dataset, publishedLosses);
  const found = Object.entries(profileSettings.report.plainRates).flatMap(([depth, rate]) => {
    const ours = rows.filter((row) =>
      row.architecture === "plain" && row.depth === Number(depth) && row.epoch === 1 &&
      row.learningRate === Math.fround(rate)
    );
    return ours.flatMap(({ seed }) => {
      const at = (epoch: number) =>
        rows.find((row) =>
          row.architecture === "plain" && row.depth === Number(depth) && row.seed === seed &&
          row.epoch === epoch
        );
      const point = published.findLast((point) =>
        point.architecture === "plain" && point.depth === Number(depth) && at(point.epoch)
      );
      return point
        ? [
          `${depth} layers, seed ${seed}: ${brief(at(point.epoch)!.loss)} after ${point.epoch} ` +
          `epochs where the report has ${brief(point.loss)}`,
        ]
        : [];
    });
  });
  return found.length > 0 ? found.join("; ") : "Not at these rates in this profile";
}

/**
 * Figure 9: means of gates, and settings in the text.
 *
 * @param history Of the training of the nets whose gates these are.
 */
export function gateDiscrepancies(
  gates: DataFrame,
  history: DataFrame,
  datasets: readonly Dataset[],
): Discrepancy[] {
  const like = datasets.filter((dataset) => publishedOf(dataset) === "mnist");
  const means = records(gateSchema, gates)
    .filter(({ dataset }) => like.some(({ title }) => title === dataset))
    .map(({ meanGate }) => meanGate);
  const largest = Math.max(...means);
  const factor = images / 50_000;
  const gatesOf = (spec: ReturnType<typeof plain | typeof highway>) =>
    parameterInfos(spec).filter(({ name }) => name.endsWith(".bT")).length;
  const gated = highway({ ...fifty, gateBias: -4 });
  return [
    {
      figure: "Figure 9, column 2",
      finding:
        "The text says 10,000 samples; the code takes the whole training set, and on MNIST " +
        "divides the sum over 60,000 images by 50,000",
      computed: `On MNIST every mean gate comes out ${brief(factor)} times too large` +
        (means.length > 0
          ? `: our largest, ${brief(largest)}, would be shown as ${brief(largest * factor)}`
          : ""),
    },
    {
      figure: "Figure 9, settings",
      finding: "The text gives a plain 50-layer net a gate bias of −4, a learning rate of 0.0001 " +
        "and 1,000 epochs; only the CIFAR-100 highway net, whose curve has 1,000, can be meant",
      computed: `A plain 50-layer net has ${gatesOf(plain(fifty))} gate biases to set, a highway ` +
        `net ${gatesOf(gated)} vectors of them`,
    },
    {
      figure: "Figure 9, learning rates",
      finding: "The text gives highway nets a learning rate of 0.1, and 0.0001 to that of " +
        "CIFAR-100; with these the latter's curve is not the published one",
      computed: gateTraining(records(historySchema, history), datasets),
    },
  ];
}

/** Trainings as long as the report's: our losses beside the published ones. */
function gateTraining(rows: readonly HistoryRow[], datasets: readonly Dataset[]): string {
  const found = datasets.flatMap((dataset) => {
    const published = publishedOf(dataset);
    if (!published) return [];
    const points = publishedGateLosses[published];
    const own = rows.filter((row) => row.dataset === dataset.title);
    return [...Map.groupBy(own, ({ seed }) => seed)].flatMap(([seed, curve]) => {
      if (curve.length < points.at(-1)!.epoch) return [];
      const ours = points.map(({ epoch }) => brief(curve[epoch - 1].loss)).join(", ");
      const theirs = points.map(({ loss }) => brief(loss)).join(", ");
      const after = points.map(({ epoch }) => epoch).join(", ");
      return [
        `${dataset.title}, rate ${brief(curve[0].learningRate)}, seed ${seed}: ${ours} after ` +
        `${after} epochs where the report has ${theirs}`,
      ];
    });
  });
  return found.length > 0 ? found.join("; ") : "Not at this length in this profile";
}

/** Figure 10: which layers are lesioned. */
export function lesionDiscrepancies(): Discrepancy[] {
  const size = layerParameterCount(highway({ ...fifty, gateBias: -4 }), 2);
  return [{
    figure: "Figures 9 and 10",
    finding:
      "The text has 49 highway layers after the dense one, the code's gate and lesion nets 50",
    computed: `Figure 10 has ${publishedLesionCount} points for CIFAR-100; the layer more has ` +
      `${size.toLocaleString("en")} parameters`,
  }];
}

/** Discrepancies as a table. */
export function discrepancyTable(found: readonly Discrepancy[]): ShownTable {
  return {
    "text/html": htmlTable([
      ["Report", ({ figure }: Discrepancy) => figure],
      ["Does not add up", ({ finding }) => finding],
      ["Computed", ({ computed }) => computed],
    ], found),
    "text/plain": found.map(({ figure, finding, computed }) =>
      `${figure}: ${finding}` + (computed && `\n    computed: ${computed}`)
    ).join("\n"),
  };
}
