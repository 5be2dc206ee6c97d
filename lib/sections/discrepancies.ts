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
import { historySchema } from "./frames.ts";
import { notebookRate, reportDecay } from "./experiments.ts";
import { brief, measured, overSeeds } from "./measured.ts";
import { profileSettings } from "./profile.ts";
import {
  publishedEnd,
  publishedFor,
  publishedGateLosses,
  publishedGateRatio,
  publishedGradientNorms,
  publishedLesionCount,
  publishedLosses,
  publishedSpreads,
} from "./published.ts";

/** A point at which the report contradicts itself, its code or its files. */
export interface Discrepancy {
  /** Of the report. */
  readonly figure: string;
  /** What it says, and what its code or files show. */
  readonly finding: string;
  /** What a computation says of it; empty where none can. */
  readonly computed: string;
}

/** MNIST's training and test images, epochs of the report's training, and its batches. */
const [images, testImages, epochs, batch] = [60_000, 10_000, 400, 128];
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
      "of each unit's mean activation, not the variance over samples; its net is 50 units wide " +
      "where the text's are 71, and it is run on the test images without their last batch",
    computed: [
      first && `Layer 1 before training (ReLU, Glorot): standard deviation of unit means ` +
        `${brief(first.unitMeanStd)}, variance over samples and units ${brief(first.variance)}`,
      published && `report: ${brief(published.value)}`,
      `the last batch holds ${testImages % batch} of ${testImages.toLocaleString("en")} images; ` +
      "ours are 71 wide, and run on training images",
    ].filter((part) => part).join("; "),
  }];
}

/**
 * Figure 7: what is called a layer, and at what rate its net was trained.
 *
 * @param asInNotebook Gradients of the sigmoid net trained at the rate of the report's notebook.
 */
export function gradientDiscrepancies(
  gradients: DataFrame,
  asInNotebook: DataFrame,
  dataset: Dataset,
): Discrepancy[] {
  const infos = parameterInfos(plain({ ...fifty, activation: "sigmoid" }));
  const named = (index: number) =>
    `${index} is ${infos[index].name}, of layer ${infos[index].layer}`;
  const last = infos.length - 1;
  const output = records(gradientSchema, gradients).find((row) =>
    row.activation === "sigmoid" && row.epoch === 1 && row.index === last
  );
  const published = publishedFor(dataset, publishedGradientNorms)
    .filter(({ index }) => index === last);
  const bySeed = Map.groupBy(
    records(gradientSchema, asInNotebook).filter(({ index }) => index === last),
    ({ seed }) => seed,
  );
  const ours = [...bySeed.values()].map((rows) =>
    measured`${rows.map(({ normOfMean }) => normOfMean)}`
  );
  return [
    {
      figure: "Figure 7",
      finding:
        "Its layers 30 and 101 are indices into the list of weights and biases, two a layer; " +
        "the gradient is averaged over an epoch before its norm is taken",
      computed: `Of ${infos.length} parameters ${named(30)} and ${named(101)}` +
        (output
          ? `; epoch 1, parameter ${last} (${output.initializer}): norm of the mean gradient ` +
            `${brief(output.normOfMean)}, mean norm of a step's ${brief(output.meanNorm)}`
          : ""),
    },
    {
      figure: "Figure 7, settings",
      finding: "The text gives no rate for its net; the report's notebook trains it at " +
        `${notebookRate} with a momentum of 0.9, 50 units wide`,
      computed: ours.length > 0
        ? `At that rate, 71 wide, parameter ${last} has ${overSeeds(ours)} after 1 to ` +
          `${bySeed.values().next().value!.length} epochs` +
          (published.length > 0
            ? `; report: ${published.map(({ norm }) => brief(norm)).join(", ")}`
            : "")
        : "",
    },
  ];
}

/**
 * Figure 8: training curves and the settings quoted for them.
 *
 * @param nearest Training of the plain net of 50 layers with the settings that come nearest to the
 * report's curve.
 */
export function depthDiscrepancies(
  history: DataFrame,
  nearest: DataFrame,
  dataset: Dataset,
): Discrepancy[] {
  const rows = records(historySchema, history);
  const steps = epochs * Math.ceil(images / batch);
  const decays = Math.floor((steps - 1) / reportDecay.steps);
  return [
    {
      figure: "Figure 8, depths 10 and 20",
      finding:
        "The 10-layer and the 20-layer highway net have one file, value for value; whose it " +
        "is cannot be told",
      computed: sharedCurve(rows, dataset),
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
      figure: "Figure 8, plain 50",
      finding:
        "Its curve is not that of the rate quoted, 0.00001, and nothing that was tried gives " +
        "all of it: the nearest of the settings trained to the end follows it from epoch 20 to 100 " +
        "and is below it before and after",
      computed: distances(rows, records(historySchema, nearest), dataset),
    },
    {
      figure: "Figure 8, text",
      finding: 'The text has plain nets of 10 and 20 layers end "between 1e-3 and 1e-4", and ' +
        "highway nets converge faster at every depth; its own files say otherwise",
      computed: contradictions(),
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

/** The curve of both depths beside ours of each. */
function sharedCurve(rows: readonly HistoryRow[], dataset: Dataset): string {
  const curve = publishedFor(dataset, publishedLosses).filter(({ architecture, depth }) =>
    architecture === "highway" && depth === 10
  );
  return [curve[0], curve.at(-1)].flatMap((point) => {
    if (!point) return [];
    const ours = [10, 20].flatMap((depth) => {
      const losses = rows.filter((row) =>
        row.architecture === "highway" && row.depth === depth && row.epoch === point.epoch
      );
      const values = losses.map(({ loss }) => measured`${loss}`);
      return values.length > 0 ? [`${overSeeds(values)} with ${depth} layers`] : [];
    });
    return ours.length > 0
      ? [`after epoch ${point.epoch} it has ${brief(point.loss)}, ours ${ours.join(", ")}`]
      : [];
  }).join("; ");
}

/** Statements of the report's text that its own files contradict. */
function contradictions(): string {
  const curve = (architecture: string, depth: number) =>
    publishedLosses.filter((point) => point.architecture === architecture && point.depth === depth);
  const [ten, twenty, highway] = [curve("plain", 10), curve("plain", 20), curve("highway", 10)];
  const passed = ten.find(({ loss }, index) => loss < highway[index].loss)!;
  return `Its files end at ${brief(ten.at(-1)!.loss)} (10 layers) and ` +
    `${brief(twenty.at(-1)!.loss)} (20); plain 10 is below the highway net of 10 or 20 layers by ` +
    `epoch ${passed.epoch}, and that net ends at ${brief(highway.at(-1)!.loss)}`;
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

/** How far plain nets of 50 layers are from the published curve: as quoted, and at the nearest. */
function distances(
  quoted: readonly HistoryRow[],
  nearest: readonly HistoryRow[],
  dataset: Dataset,
): string {
  const published = publishedFor(dataset, publishedLosses).filter(isPlain50);
  if (nearest.length === 0 || published.length === 0) return "";
  const late = published.filter(({ epoch }) => epoch >= 10);
  const found = [quoted, nearest].flatMap((rows) => {
    const nets = [...Map.groupBy(rows.filter(isPlain50), ({ seed }) => seed).values()];
    if (nets.length === 0) return [];
    const values = nets.map((net) =>
      measured`${logDistance(net, published)}, from epoch 10 on ${logDistance(net, late)}`
    );
    return [`at a rate of ${brief(nets[0][0].learningRate)} ${overSeeds(values)}`];
  });
  return `Root mean square of the log ratios of our losses to its ${published.length} points: ` +
    found.join("; ");
}

function isPlain50({ architecture, depth }: { architecture: string; depth: number }): boolean {
  return architecture === "plain" && depth === 50;
}

/** Root mean square of the logarithms of a net's losses over those of a curve, at its points. */
function logDistance(
  net: readonly HistoryRow[],
  curve: readonly { epoch: number; loss: number }[],
): number {
  const squares = curve.map(({ epoch, loss }) =>
    Math.log((net[epoch - 1]?.loss ?? Infinity) / loss) ** 2
  );
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
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
  const middle = records(gateSchema, gates)
    .filter(({ dataset, layer }) =>
      like.some(({ name }) => name === dataset) && layer >= 15 && layer <= 45
    );
  const ratios = [...Map.groupBy(middle, ({ seed }) => seed).values()].map((cells) => {
    const sum = cells.reduce(
      (sum, { meanGate, bias }) => sum + meanGate * (1 + Math.exp(-bias)),
      0,
    );
    return measured`${sum / cells.length}`;
  });
  const factor = images / 50_000;
  const gatesOf = (spec: ReturnType<typeof plain | typeof highway>) =>
    parameterInfos(spec).filter(({ name }) => name.endsWith(".bT")).length;
  const gated = highway({ ...fifty, gateBias: -4 });
  return [
    {
      figure: "Figure 9, column 2",
      finding:
        "The text says 10,000 samples; the code takes the whole training set, and the notebook " +
        `as committed divides MNIST's sum over 60,000 images by 50,000, which makes means ${factor} ` +
        "times too large; the published figure was not made so",
      computed: ratios.length > 0
        ? `In layers 15 to 45 the mean gate over σ(bias) is ${overSeeds(ratios)} here, ` +
          `${publishedGateRatio} in the published figure`
        : "",
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
    const own = rows.filter((row) => row.dataset === dataset.name);
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

/** Figure 10: which layers are lesioned, and what is concluded from it. */
export function lesionDiscrepancies(): Discrepancy[] {
  const size = layerParameterCount(highway({ ...fifty, gateBias: -4 }), 2);
  return [{
    figure: "Figures 9 and 10",
    finding:
      "The text has 49 highway layers after the dense one, the code's gate and lesion nets 50",
    computed: `Figure 10 has ${publishedLesionCount} points for CIFAR-100; the layer more has ` +
      `${size.toLocaleString("en")} parameters`,
  }, {
    figure: "Figure 10, text",
    finding: "From lesions of single layers it concludes that the net is not equivalent to a " +
      "network with much fewer layers; in Figure 8 one with fewer layers ends nearly as low",
    computed: `Figure 8's highway nets end at ${brief(publishedEnd(20))} (10 or 20 layers) and ` +
      `${brief(publishedEnd(50))} (50 layers)`,
  }];
}

/** Statements of the text that exclude each other. */
export function textDiscrepancies(): Discrepancy[] {
  return [{
    figure: "Sections I and V",
    finding:
      "Highway networks are said to be independent of weight initializations and activation " +
      "function, and with ReLU to need gradient clipping or a decaying learning rate",
    computed: "Claims 20 and 21 test both",
  }];
}
