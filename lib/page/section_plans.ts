import { activationSpread } from "../figures/activation_spread.ts";
import { clipping } from "../figures/clipping.ts";
import { deadUnits } from "../figures/dead_units.ts";
import { deepestNets } from "../figures/deepest_nets.ts";
import { depthSweep } from "../figures/depth_sweep.ts";
import { gateHeatmaps } from "../figures/gate_heatmaps.ts";
import { gateMeans } from "../figures/gate_means.ts";
import { gradientNorms } from "../figures/gradient_norms.ts";
import { lesionCurves } from "../figures/lesion_curves.ts";
import { meanActivation } from "../figures/mean_activation.ts";
import { digestOf } from "../store/run_key.ts";
import type { Run } from "../store/record.ts";
import type { Experiment } from "../train/experiment.ts";
import { convolutionalClaims } from "../sections/convolutional_claims.ts";
import { clippingClaims, clippingFrame } from "../sections/clipping_claims.ts";
import { deepestClaims } from "../sections/deepest_claims.ts";
import { depthClaims } from "../sections/depth_claims.ts";
import { diagnosticClaims } from "../sections/diagnostic_claims.ts";
import {
  depthDiscrepancies,
  gateDiscrepancies,
  gradientDiscrepancies,
  lesionDiscrepancies,
  spreadDiscrepancies,
} from "../sections/discrepancies.ts";
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
} from "../sections/experiments.ts";
import {
  accuracyFrame,
  activationFrame,
  gateFrame,
  gradientFrame,
  historyFrame,
  lesionFrame,
  settingsFrame,
} from "../sections/frames.ts";
import { gateClaims } from "../sections/gate_claims.ts";
import { lesionClaims } from "../sections/lesion_claims.ts";
import { medianSeeds } from "../sections/median_seeds.ts";
import { profileSettings } from "../sections/profile.ts";
import {
  publishedFor,
  publishedGradientNorms,
  publishedLesions,
  publishedLosses,
  publishedMeanActivations,
  publishedSpreads,
} from "../sections/published.ts";
import { searchedExperiments } from "../sections/searched_experiments.ts";
import { framesOf, type SectionPlan } from "./section_plan.ts";

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
      meanActivation(activations.all, {
        published: publishedFor(dataset, publishedMeanActivations),
      }),
      activationSpread(activations.all, {
        published: publishedFor(dataset, publishedSpreads),
      }),
      deadUnits(activations.all),
      gradientNorms(gradients.all.vstack(asInNotebook), {
        published: publishedFor(dataset, publishedGradientNorms),
      }),
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
    const compared = (quoted: readonly Run[]) => settingsFrame({ quoted, higherRate, searched });
    const compares = higherRate.length + searched.length > 0;
    const drawn = compares ? compared(quoted) : history.all;
    const figure = depthSweep(drawn, {
      published: publishedFor(dataset, publishedLosses),
      planned: { depths, epochs },
      points: POINTS,
    });
    return {
      figures: [{ ...figure, name: "figure_08_depth_sweep" }], // whatever is drawn beside
      claims: history.complete
        ? depthClaims(
          compared(quoted.filter(({ experiment }) => complete.includes(experiment.seed))),
          dataset,
        )
        : [],
      discrepancies: quoted.length > 0
        ? depthDiscrepancies(
          history.all,
          historyFrame(nearest),
          dataset,
        )
        : [],
      growing: missing.map((experiment) => {
        const { network: { architecture, depth }, seed } = experiment;
        return {
          experiment,
          panel: `depth-${depth}`,
          label: chosen[0].seeds.length > 1 ? `${architecture}, seed ${seed}` : architecture,
          line: { ...(compares && { settings: "quoted" }), architecture, seed },
        };
      }),
    };
  },
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
    return {
      figures: [gateHeatmaps(all, { shown: medianSeeds(trainings) })],
      claims: complete ? gateClaims(complete, judged, { untrained }) : [],
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
    const { all, complete, judged } = await framesOf(chosen, workshop, lesionFrame);
    const { all: trainings } = await framesOf(chosen, workshop, historyFrame);
    const { all: untrained } = await framesOf(
      chosen,
      workshop,
      (runs, laboratory) => lesionFrame(runs, laboratory, "untrained"),
    );
    const shown = medianSeeds(trainings);
    return {
      figures: [lesionCurves(all, { published: publishedLesions, shown })],
      claims: complete ? lesionClaims(complete, judged, { untrained }) : [],
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
      gateMeans(await gateFrame(shown, lab)),
      lesionCurves(await lesionFrame(shown, lab), { published: [], networks: "convolutional" }),
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
  show([{ dataset, runs, complete }]) {
    const whole = runs.filter(({ experiment: { seed } }) => complete.includes(seed));
    const claims = whole.length > 0 ? clippingClaims(clippingFrame(whole), dataset) : [];
    return Promise.resolve({ figures: [clipping(clippingFrame(runs))], claims });
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
    const [{ dataset }] = chosen;
    const history = await framesOf(chosen, workshop, historyFrame);
    return {
      figures: [deepestNets(history.all)],
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
