import type { DataFrame } from "nodejs-polars";
import type { Dataset } from "../data/dataset.ts";
import { activationSchema } from "../diagnostics/activations.ts";
import { gradientSchema } from "../diagnostics/gradients.ts";
import { activationSpread } from "../figures/activation_spread.ts";
import { deadUnits } from "../figures/dead_units.ts";
import { gradientNorms } from "../figures/gradient_norms.ts";
import { meanActivation } from "../figures/mean_activation.ts";
import { records } from "../frame.ts";
import { plain } from "../models/network_spec.ts";
import { parameterInfos } from "../models/parameters.ts";
import type { Run } from "../store/record.ts";
import type { Context } from "./context.ts";
import { diagnosticClaims } from "./diagnostic_claims.ts";
import {
  diagnosticExperiments,
  notebookExperiments,
  notebookRate,
  rateExperiments,
  shallowDepths,
} from "./experiments.ts";
import { activationFrame, gradientFrame, historyFrame } from "./frames.ts";
import { brief, measured, overSeeds } from "./measured.ts";
import { profileSeeds, profileSettings } from "./profile.ts";
import {
  publishedFor,
  publishedGradientNorms,
  publishedMeanActivations,
  publishedSpreads,
} from "./published.ts";
import type { Discrepancy, Section } from "./section.ts";

/** Frames of plain nets of each activation and initializer. */
export interface DiagnosticFrames {
  readonly activations: DataFrame;
  readonly gradients: DataFrame;
  readonly history: DataFrame;
}

/** Frames of {@linkcode activations}. */
export interface ActivationsFrames extends DiagnosticFrames {
  /** Gradients of Figure 7's net at the rate of the report's notebook. */
  readonly notebookGradients: DataFrame;
  /** Control: nets with fewer layers, one set of frames per depth. */
  readonly shallow: readonly DiagnosticFrames[];
  /** Training of ReLU and sigmoid nets of each depth at several rates. */
  readonly rates: DataFrame;
}

async function diagnosticFrames(
  runs: readonly Run[],
  context: Context,
): Promise<DiagnosticFrames> {
  return {
    activations: await activationFrame(runs, context),
    gradients: gradientFrame(runs),
    history: historyFrame(runs),
  };
}

/** Figures 5 to 7: what happens inside deep plain nets. */
export const activations: Section<"nets" | "notebook" | "rates", ActivationsFrames> = {
  name: "activations",
  notebook: "01_activation_diagnostics.ipynb",
  title: "What happens inside a plain net of 50 layers?",
  question: "With 50 layers it matters which activation a net has and how its weights are drawn: " +
    "the signal, or the gradient, can vanish on the way.",
  datasets: ["mnist"],
  shows: "one",
  seeds: profileSeeds,
  networks: "dense",
  experiments: (dataset, setting) => ({
    nets: diagnosticExperiments(dataset, setting),
    notebook: notebookExperiments(dataset, setting),
    rates: rateExperiments(dataset, setting),
  }),
  measure: async ({ nets, notebook, rates }, context) => {
    const [rate] = profileSettings[context.profile].controls.rates;
    const shallow = shallowDepths.map((depth) =>
      rates.filter(({ experiment: { network, training } }) =>
        network.depth === depth && training.learningRate === rate
      )
    );
    return {
      ...await diagnosticFrames(nets, context),
      notebookGradients: gradientFrame(notebook),
      shallow: await Array.fromAsync(shallow, (nets) => diagnosticFrames(nets, context)),
      rates: historyFrame(rates),
    };
  },
  figures: ({ activations, gradients, notebookGradients }, { datasets: [dataset] }) => [
    meanActivation(activations, { published: publishedFor(dataset, publishedMeanActivations) }),
    activationSpread(activations, { published: publishedFor(dataset, publishedSpreads) }),
    gradientNorms(gradients.vstack(notebookGradients), {
      published: publishedFor(dataset, publishedGradientNorms),
    }),
    deadUnits(activations),
  ],
  claims: (frames, { datasets: [dataset] }) => diagnosticClaims(frames, dataset, frames),
  discrepancies: ({ activations, gradients, notebookGradients }, { datasets: [dataset] }) => [
    ...spreadDiscrepancies(activations, dataset),
    ...gradientDiscrepancies(gradients, notebookGradients, dataset),
  ],
};

/** Figure 6: what its axis calls variance. */
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
      `the last batch holds ${10_000 % 128} of 10,000 images; ours are 71 wide, and run on ` +
      "training images",
    ].filter((part) => part).join("; "),
  }];
}

/**
 * Figure 7: what it calls a layer, and the learning rate of its net.
 *
 * @param asInNotebook Gradients of the sigmoid net at the rate of the report's notebook.
 */
export function gradientDiscrepancies(
  gradients: DataFrame,
  asInNotebook: DataFrame,
  dataset: Dataset,
): Discrepancy[] {
  const infos = parameterInfos(plain({ depth: 50, inputSize: 784, classes: 10 }));
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
        "Its layers 30 and 101 are indices into the list of weights and biases, two per layer; " +
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
