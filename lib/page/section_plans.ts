import { activationSpread } from "../figures/activation_spread.ts";
import { clipping } from "../figures/clipping.ts";
import { deadUnits } from "../figures/dead_units.ts";
import { deepestNets, plainColours } from "../figures/deepest_nets.ts";
import { depthSweep } from "../figures/depth_sweep.ts";
import { gateHeatmaps } from "../figures/gate_heatmaps.ts";
import { gateMeans } from "../figures/gate_means.ts";
import { gradientNorms } from "../figures/gradient_norms.ts";
import { lesionCurves } from "../figures/lesion_curves.ts";
import { meanActivation } from "../figures/mean_activation.ts";
import { blue, grey, navy, orange } from "../figures/theme.ts";
import { digestOf } from "../store/run_key.ts";
import type { Experiment } from "../train/experiment.ts";
import type { Run } from "../store/record.ts";
import { convolutionalClaims } from "../report/convolutional_claims.ts";
import { clippingClaims, clippingFrame } from "../report/clipping_claims.ts";
import { deepestClaims } from "../report/deepest_claims.ts";
import { depthClaims } from "../report/depth_claims.ts";
import { diagnosticClaims } from "../report/diagnostic_claims.ts";
import {
  depthDiscrepancies,
  gateDiscrepancies,
  gradientDiscrepancies,
  lesionDiscrepancies,
  spreadDiscrepancies,
} from "../report/discrepancies.ts";
import {
  clippingExperiments,
  convolutionalExperiments,
  deepestExperiments,
  depths,
  depthSweepExperiments,
  diagnosticExperiments,
  gateExperiments,
  higherRateExperiments,
  nearestExperiments,
  notebookExperiments,
} from "../report/experiments.ts";
import {
  accuracyFrame,
  activationFrame,
  gateFrame,
  gradientFrame,
  historyFrame,
  lesionFrame,
  settingsFrame,
} from "../report/frames.ts";
import { gateClaims } from "../report/gate_claims.ts";
import { lesionClaims } from "../report/lesion_claims.ts";
import { medianSeeds } from "../report/median_seeds.ts";
import { profileSettings } from "../report/profile.ts";
import {
  publishedFor,
  publishedGradientNorms,
  publishedLesions,
  publishedLosses,
  publishedMeanActivations,
  publishedSpreads,
} from "../report/published.ts";
import { searchedExperiments } from "../report/searched_experiments.ts";
import { pageFigure } from "./page_figure.ts";
import { framesOf, laboratory, type SectionPlan } from "./section_plan.ts";

const subtitle = ""; // a section says it once, above its figures

const states = [
  { label: "after training", symbol: "line", colour: blue },
  { label: "before training", symbol: "dashed", colour: blue },
] as const;

const activations: SectionPlan = {
  name: "activations",
  title: "What happens inside a plain net of 50 layers?",
  question: "With 50 layers it matters which activation a net has and how its weights are drawn: " +
    "the signal, or the gradient, can die on the way.",
  about: ["mnist"],
  seedsOf: "activations",
  experimentsOf: diagnosticExperiments,
  besideOf: (dataset, setting) => Promise.resolve(notebookExperiments(dataset, setting)),
  async show(chosen, workshop) {
    const [{ dataset, beside }] = chosen;
    const asInNotebook = gradientFrame(beside);
    const activations = await framesOf(chosen, workshop, activationFrame);
    const gradients = await framesOf(chosen, workshop, gradientFrame);
    const history = await framesOf(chosen, workshop, historyFrame);
    const figures = [
      pageFigure(
        meanActivation(activations.all, {
          subtitle,
          published: publishedFor(dataset, publishedMeanActivations),
        }),
        {
          name: "Figure 5",
          file: "figure_05_mean_activation",
          title: "Mean activation of each layer",
          caption: [
            "Glorot’s variance is half of what keeps a ReLU’s signal alive: each layer loses about " +
            "half of the second moment, and by layer 20 nothing is left. The report shows that net " +
            "only; the other five stand beside it.",
          ],
          lines: states,
        },
        workshop.tables,
      ),
      pageFigure(
        activationSpread(activations.all, {
          subtitle,
          published: publishedFor(dataset, publishedSpreads),
        }),
        {
          name: "Figure 6",
          file: "figure_06_activation_variance",
          title: "How far activations spread in each layer",
          caption: [
            "What the report’s axis calls variance is, in its code, the standard deviation over a " +
            "layer’s units of each unit’s mean activation. That reading stands first; the " +
            "variance over samples and units, which its text speaks of, second.",
          ],
          lines: states,
          groupOf: ({ value }) =>
            value.title.includes("as the report")
              ? "As the report computes it"
              : "Over samples and units",
        },
        workshop.tables,
      ),
      pageFigure(
        deadUnits(activations.all, { subtitle }),
        {
          name: "Beside Figures 5 and 6",
          file: "dead_units",
          title: "Dead units and the gradient of each layer",
          caption: [
            "A unit is dead that is 0 for every image. The report speaks of dead ReLUs and shows no " +
            "count of them.",
          ],
          lines: states,
          groupOf: ({ value }) => value.title,
        },
        workshop.tables,
      ),
      pageFigure(
        gradientNorms(gradients.all.vstack(asInNotebook), {
          subtitle,
          published: publishedFor(dataset, publishedGradientNorms),
        }),
        {
          name: "Figure 7",
          file: "figure_07_gradient_norms",
          title: "Norm of the gradient",
          caption: [
            "The report’s layers 30 and 101 are places in its list of weights and biases, two for " +
            "each layer: the weights of layer 16 and the bias of the softmax layer. Its notebook " +
            "trains the net at a rate of 0.001, where its points stand. Below, on a logarithmic " +
            "axis, the norm for every layer of every net.",
          ],
          lines: [
            { label: "parameter 30, of layer 16", symbol: "line", colour: blue },
            { label: "parameter 101, the last bias", symbol: "line", colour: orange },
            { label: "by layer, first epoch", symbol: "line", colour: "#9467bd" },
            { label: "by layer, last epoch", symbol: "line", colour: "#2ca02c" },
          ],
          groupOf: ({ title }) => title.endsWith("by layer") ? "By layer" : "As in the report",
          titleOf: ({ title }) => title.replace(": by layer", ""),
        },
        workshop.tables,
      ),
    ];
    const claims = activations.complete && gradients.complete && history.complete
      ? diagnosticClaims({
        activations: activations.complete,
        gradients: gradients.complete,
        history: history.complete,
      }, dataset)
      : [];
    const discrepancies = [
      ...spreadDiscrepancies(activations.all, dataset),
      ...gradientDiscrepancies(gradients.all, asInNotebook, dataset),
    ];
    return { figures, claims, discrepancies };
  },
};

/** Points of a curve: as many as can be told apart. */
const POINTS = 200;

const depth: SectionPlan = {
  name: "depth",
  title: "Does depth hurt, and do highway layers help?",
  question: "Plain and highway nets of 10 to 100 layers, with as many parameters a layer, are " +
    "trained on the same images.",
  about: ["mnist"],
  seedsOf: "depth",
  grows: true,
  experimentsOf: depthSweepExperiments,
  besideOf: async (dataset, setting) => [
    ...higherRateExperiments(dataset, setting),
    ...nearestExperiments(dataset, setting),
    ...await searchedExperiments(dataset, setting, "plain"),
    ...await searchedExperiments(dataset, setting, "highway"),
  ],
  async show(chosen, workshop) {
    const [{ dataset, runs: quoted, beside, complete, missing, profile, seeds }] = chosen;
    const besideOf = (experiments: readonly Experiment[]) => {
      const digests = new Set(experiments.map(digestOf));
      return beside.filter(({ experiment }) => digests.has(digestOf(experiment)));
    };
    const higherRate = besideOf(higherRateExperiments(dataset, { profile, seeds }));
    const nearest = besideOf(nearestExperiments(dataset, { profile, seeds }));
    const searched = beside.filter((run) => !higherRate.includes(run) && !nearest.includes(run));
    const { epochs } = profileSettings[profile].depthSweep;
    const history = await framesOf(chosen, workshop, historyFrame);
    const compared = (quoted: readonly Run[]) =>
      settingsFrame({ quoted, higherRate, searched }, laboratory(chosen[0], workshop));
    const compares = higherRate.length + searched.length > 0;
    const drawn = compares ? compared(quoted) : history.all;
    const figure = pageFigure(
      depthSweep(drawn, {
        subtitle,
        published: publishedFor(dataset, publishedLosses),
        planned: { depths, epochs },
        points: POINTS,
      }),
      {
        name: "Figure 8",
        file: "figure_08_depth_sweep",
        title: "Training loss by depth",
        caption: [
          "Mean cross-entropy over the training images. Hollow points are the report’s curves at " +
          "the epochs that both have. Its highway nets of 10 and of 20 layers have one file, value " +
          "for value; whose it is cannot be told.",
          ...epochs > POINTS
            ? [
              `Of a curve’s ${epochs} epochs ${POINTS} are drawn, the first and the last among them.`,
            ]
            : [],
        ],
        lines: [
          { label: "plain", symbol: "line", colour: blue },
          { label: "highway", symbol: "line", colour: orange },
          ...higherRate.length > 0
            ? [{ label: "plain, rate 0.01", symbol: "dashed", colour: blue } as const]
            : [],
          ...[["plain", blue], ["highway", orange]].flatMap(([kind, colour]) =>
            searched.some(({ experiment }) => experiment.network.architecture === kind)
              ? [{ label: `${kind}, best of a search`, symbol: "dotted", colour } as const]
              : []
          ),
        ],
      },
      workshop.tables,
    );
    return {
      figures: [figure],
      claims: history.complete
        ? depthClaims(
          compared(quoted.filter(({ experiment }) => complete.includes(experiment.seed))),
          dataset,
        )
        : [],
      discrepancies: quoted.length > 0
        ? depthDiscrepancies(
          history.all,
          historyFrame(nearest, laboratory(chosen[0], workshop)),
          dataset,
        )
        : [],
      growing: missing.map((experiment) => {
        const { network: { architecture, depth }, seed } = experiment;
        return {
          experiment,
          panel: `Depth ${depth}`,
          label: chosen[0].seeds.length > 1 ? `${architecture}, seed ${seed}` : architecture,
          line: { ...(compares && { settings: "quoted" }), architecture, depth, seed },
        };
      }),
    };
  },
};

const mapTitles: Readonly<Record<string, string>> = {
  bias: "Gate biases",
  meanGate: "Mean gates",
  gate: "Gates, one image",
  output: "Block outputs, one image",
};

const gates: SectionPlan = {
  name: "gates",
  title: "What do the gates learn?",
  question: "In y = H(x)·T(x) + x·(1 − T(x)) the transform gate T decides how much of a block’s " +
    "output is new. Where it is near 0, the block hands on its input.",
  about: ["mnist", "cifar100"],
  seedsOf: "gates",
  experimentsOf: gateExperiments,
  async show(chosen, workshop) {
    const datasets = chosen.map(({ dataset }) => dataset);
    const { all, complete, judged } = await framesOf(chosen, workshop, gateFrame);
    const { all: trainings } = await framesOf(chosen, workshop, historyFrame);
    const { all: untrained } = await framesOf(
      chosen,
      workshop,
      (runs, laboratory) => gateFrame(runs, laboratory, "untrained"),
    );
    const figure = pageFigure(
      gateHeatmaps(all, { subtitle, datasets, shown: medianSeeds(trainings) }),
      {
        name: "Figure 9",
        file: "figure_09_gates",
        title: "Gates and outputs of every block",
        caption: [
          "A row is a highway layer, a column one of its 50 units. Vertical stripes in the block " +
          "outputs are information highways: values that pass through many layers unchanged. " +
          "Colour scales are the report’s, and values beyond them take the end colours. Of " +
          "several nets that of the median final loss is drawn.",
          "The report’s mean gates are over the whole training set; ours are over a sample.",
        ],
        lines: [],
        groupOf: ({ rows }) => String(rows[0].dataset),
        titleOf: ({ value }) => mapTitles[value.field],
      },
      workshop.tables,
    );
    return {
      figures: [figure],
      claims: complete ? gateClaims(complete, judged, untrained) : [],
      discrepancies: gateDiscrepancies(all, trainings, datasets),
      gates: all,
    };
  },
};

const lesions: SectionPlan = {
  name: "lesions",
  title: "Which layers does the net need?",
  question: "One layer’s gates are forced to 0, so that it hands on its input, and the training " +
    "loss is measured again. A net that is really a shallow one would not mind.",
  about: ["mnist", "cifar100"],
  seedsOf: "gates",
  experimentsOf: gateExperiments,
  async show(chosen, workshop) {
    const datasets = chosen.map(({ dataset }) => dataset);
    const { all, complete, judged } = await framesOf(chosen, workshop, lesionFrame);
    const { all: trainings } = await framesOf(chosen, workshop, historyFrame);
    const { all: untrained } = await framesOf(
      chosen,
      workshop,
      (runs, laboratory) => lesionFrame(runs, laboratory, "untrained"),
    );
    const shown = medianSeeds(trainings);
    const figure = pageFigure(
      lesionCurves(all, { subtitle, datasets, published: publishedLesions, shown }),
      {
        name: "Figure 10",
        file: "figure_10_lesions",
        title: "Loss after lesioning one layer",
        caption: [
          "Layer 2 is the first highway layer, which the report’s axis calls 1. Its net has 50 " +
          "highway layers where its text has 49, and ours follows the text. Of several nets the line " +
          "is that of the median final loss, the band has the smallest and the largest loss. Click " +
          "a point to look into that layer below.",
        ],
        lines: [
          { label: "one layer lesioned", symbol: "line", colour: navy },
          { label: "not lesioned", symbol: "dashed", colour: grey },
        ],
      },
      workshop.tables,
    );
    return {
      figures: [figure],
      claims: complete ? lesionClaims(complete, judged, untrained) : [],
      discrepancies: lesionDiscrepancies(),
      lesions: all,
    };
  },
};

const convolutional: SectionPlan = {
  name: "convolutional",
  title: "Do convolutional highway nets train too?",
  question: "The long paper says so: with convolutions for H and T, a net of ten layers and 151K " +
    "parameters reads 99.5 % of MNIST’s test images.",
  about: ["mnist"],
  seedsOf: "convolutional",
  experimentsOf: convolutionalExperiments,
  async show(chosen, workshop) {
    const [{ dataset, profile, runs, seeds }] = chosen;
    const datasets = [dataset];
    const settings = profileSettings[profile].convolutional;
    const { frames } = workshop;
    const lab = { engine: await workshop.convolutionalEngine(), datasets, settings, frames };
    const accuracies = await accuracyFrame(runs, lab, { images: settings.testSamples });
    const shown = runs.slice(0, seeds.length); // of several nets that with the most maps
    const figures = [
      pageFigure(
        gateMeans(await gateFrame(shown, lab), { subtitle }),
        {
          name: "Convolutional gates",
          file: "convolutional_gates",
          title: "Mean gates of each layer",
          caption: [
            "A dot is a map’s mean gate over images and pixels, the line the layer’s. Above the " +
            "dashed line a layer transforms more than before training, below it carries more. " +
            "There is nothing published to compare with.",
          ],
          lines: [
            { label: "layer", symbol: "line", colour: navy },
            { label: "before training, about", symbol: "dashed", colour: grey },
          ],
        },
        workshop.tables,
      ),
      pageFigure(
        lesionCurves(await lesionFrame(shown, lab), { subtitle, datasets, published: [] }),
        {
          name: "Convolutional lesions",
          file: "convolutional_lesions",
          title: "Loss after lesioning one layer",
          caption: ["A lesioned layer hands on its input, as in Figure 10."],
          lines: [
            { label: "one layer lesioned", symbol: "line", colour: navy },
            { label: "not lesioned", symbol: "dashed", colour: grey },
          ],
        },
        workshop.tables,
      ),
    ];
    return { figures, claims: convolutionalClaims(accuracies, datasets) };
  },
};

const clippings: SectionPlan = {
  name: "clipping",
  madeBy: "activations",
  title: "Does clipping help the deep ReLU net?",
  question:
    "ReLU with He weights keeps its signal, and its gradients can explode: the same net at " +
    "several learning rates, with gradients as they are and clipped at a norm of 1.",
  about: ["mnist"],
  seedsOf: "clipping",
  experimentsOf: clippingExperiments,
  show([{ dataset, runs, complete }], { tables }) {
    const whole = runs.filter(({ experiment: { seed } }) => complete.includes(seed));
    const figure = pageFigure(
      clipping(clippingFrame(runs), { subtitle }),
      {
        name: "Clipping",
        file: "clipping",
        title: "Training loss with and without clipping",
        caption: [],
        lines: [
          { label: "gradients as they are", symbol: "line", colour: blue },
          { label: "clipped", symbol: "line", colour: orange },
        ],
      },
      tables,
    );
    const claims = whole.length > 0 ? clippingClaims(clippingFrame(whole), dataset) : [];
    return Promise.resolve({ figures: [figure], claims });
  },
};

const deepest: SectionPlan = {
  name: "deepest",
  madeBy: "claims",
  title: "Can 900 layers be trained?",
  question:
    "The paper says that with highway layers they can. Plain nets of the same depth stand " +
    "beside, at several learning rates.",
  about: ["mnist"],
  seedsOf: "deepest",
  experimentsOf: deepestExperiments,
  async show(chosen, workshop) {
    const [{ dataset, runs }] = chosen;
    const history = await framesOf(chosen, workshop, historyFrame);
    const rates = (architecture: string) =>
      [
        ...new Set(
          runs.filter(({ experiment }) => experiment.network.architecture === architecture)
            .map(({ experiment }) => experiment.training.learningRate),
        ),
      ].sort((a, b) => b - a);
    const figure = pageFigure(
      deepestNets(history.all, { subtitle }),
      {
        name: "Claim 12",
        file: "deepest_nets",
        title: "Training accuracy of nets of 900 layers",
        caption: ["Dashed: the 95 % that claim 12 asks for."],
        lines: [
          ...rates("highway").map((rate) =>
            ({ label: `highway, rate ${rate}`, symbol: "line", colour: orange }) as const
          ),
          ...rates("plain").map((rate, index) =>
            ({ label: `plain, rate ${rate}`, symbol: "line", colour: plainColours[index] }) as const
          ),
        ],
      },
      workshop.tables,
    );
    return {
      figures: [figure],
      claims: history.complete ? deepestClaims(history.complete, dataset) : [],
    };
  },
};

/** The report's sections in its order, then what the papers add. */
export const sectionPlans: readonly SectionPlan[] = [
  activations,
  clippings,
  depth,
  gates,
  lesions,
  deepest,
  convolutional,
];
