import type { DataFrame } from "nodejs-polars";
import { type Dataset, publishedOf } from "../data/dataset.ts";
import type { Engine } from "../engines/engine.ts";
import { createEngine } from "../engines/select.ts";
import { frame } from "../frame.ts";
import type { Experiment } from "../train/experiment.ts";
import type { Run } from "../store/record.ts";
import { clippingClaims, clippingFrame } from "../sections/clipping_claims.ts";
import { convolutionalClaims } from "../sections/convolutional_claims.ts";
import { deepestClaims } from "../sections/deepest_claims.ts";
import { depthClaims } from "../sections/depth_claims.ts";
import {
  diagnosticClaims,
  type DiagnosticControls,
  type DiagnosticFrames,
} from "../sections/diagnostic_claims.ts";
import {
  depthDiscrepancies,
  type Discrepancy,
  gateDiscrepancies,
  gradientDiscrepancies,
  lesionDiscrepancies,
  spreadDiscrepancies,
  textDiscrepancies,
} from "../sections/discrepancies.ts";
import {
  clippingExperiments,
  convolutionalExperiments,
  deepestExperiments,
  depthSweepExperiments,
  diagnosticExperiments,
  gateControlExperiments,
  gateExperiments,
  higherRateExperiments,
  longestExperiments,
  middleLayers,
  nearestExperiments,
  notebookExperiments,
  rateExperiments,
  shallowClippingExperiments,
  shallowerExperiments,
  variantExperiments,
} from "../sections/experiments.ts";
import {
  accuracyFrame,
  accuracySchema,
  activationFrame,
  gateFrame,
  gradientFrame,
  historyFrame,
  jointLesionFrame,
  type Laboratory,
  lesionFrame,
  settingsFrame,
} from "../sections/frames.ts";
import { gateClaims, type GateControls } from "../sections/gate_claims.ts";
import { diagnosticControls, gateControls, lesionControls } from "../sections/controls.ts";
import { lesionClaims, type LesionControls } from "../sections/lesion_claims.ts";
import { type Profile, type ProfileSettings, profileSettings } from "../sections/profile.ts";
import { searchedExperiments } from "../sections/searched_experiments.ts";
import { shallowerClaims } from "../sections/shallower_claims.ts";
import { variantClaims, variantFrame } from "../sections/variant_claims.ts";
import type { JudgedClaim } from "../sections/verdict.ts";

/** The sections whose runs are evidence. */
export const evidenceSections = [
  "activations",
  "notebook",
  "clipping",
  "depth",
  "higher-rate",
  "nearest",
  "searched",
  "searched-highway",
  "gates",
  "deepest",
  "variants",
  "shallower",
  "rates",
  "shallow-clipping",
  "gate-controls",
  "longest",
  "convolutional",
] as const;
export type EvidenceSection = (typeof evidenceSections)[number];

/** Sections that claims are judged by where their runs are there; none is trained for them. */
export const optionalSections: readonly EvidenceSection[] = [
  "nearest",
  "searched-highway",
  "longest",
  "convolutional",
];

/** Whose seeds a section has. */
const seedsOf: Readonly<Record<EvidenceSection, keyof ProfileSettings["seeds"]>> = {
  activations: "activations",
  notebook: "activations",
  clipping: "clipping",
  depth: "depth",
  "higher-rate": "depth",
  nearest: "depth",
  searched: "depth",
  "searched-highway": "depth",
  gates: "gates",
  deepest: "deepest",
  variants: "variants",
  shallower: "gates",
  rates: "activations",
  "shallow-clipping": "clipping",
  "gate-controls": "gates",
  longest: "deepest",
  convolutional: "convolutional",
};

/** A profile and its data; without seeds each section has those of the profile. */
interface Inquiry {
  readonly profile: Profile;
  readonly seeds: readonly number[];
  /** The first is that of the sections that take one. */
  readonly datasets: readonly Dataset[];
}

/** The experiments of a section of the report. */
export async function evidenceExperiments(
  section: EvidenceSection,
  { profile, seeds, datasets }: Inquiry,
): Promise<Experiment[]> {
  const own = profileSettings[profile].seeds[seedsOf[section]];
  const setting = { profile, seeds: seeds.length > 0 ? seeds : own };
  const [dataset] = datasets;
  switch (section) {
    case "activations":
      return diagnosticExperiments(dataset, setting);
    case "notebook":
      return notebookExperiments(dataset, setting);
    case "clipping":
      return clippingExperiments(dataset, setting);
    case "depth":
      return depthSweepExperiments(dataset, setting);
    case "searched":
      return await searchedExperiments(dataset, setting, "plain");
    case "searched-highway":
      return await searchedExperiments(dataset, setting, "highway");
    case "higher-rate":
      return higherRateExperiments(dataset, setting);
    case "nearest":
      return nearestExperiments(dataset, setting);
    case "gates":
      return datasets.flatMap((dataset) => gateExperiments(dataset, setting));
    case "deepest":
      return deepestExperiments(dataset, setting);
    case "variants":
      return variantExperiments(dataset, setting);
    case "shallower": // on CIFAR-100 each would take 1,000 epochs: there the lesions alone are judged
      return datasets.filter((dataset) => publishedOf(dataset) === "mnist")
        .flatMap((dataset) => shallowerExperiments(dataset, setting));
    case "rates":
      return rateExperiments(dataset, setting);
    case "shallow-clipping":
      return shallowClippingExperiments(dataset, setting);
    case "gate-controls":
      return datasets.flatMap((dataset) => gateControlExperiments(dataset, setting));
    case "longest":
      return longestExperiments(dataset, setting);
    case "convolutional":
      return convolutionalExperiments(dataset, setting);
  }
}

/** What the claims are judged by. */
export interface Evidence {
  readonly diagnostics: DiagnosticFrames;
  /** Gradients of Figure 7's net at the rate of the report's notebook. */
  readonly notebookGradients: DataFrame;
  readonly clipping: DataFrame;
  readonly depth: DataFrame;
  /** The plain net of 50 layers as near to the report's curve as was found. */
  readonly nearest: DataFrame;
  /** Those nets, beside them at other settings. */
  readonly compared: DataFrame;
  readonly gates: DataFrame;
  /** Of the training of those nets. */
  readonly gateHistory: DataFrame;
  readonly lesions: DataFrame;
  /** Of the middle layers of those nets together, after training and before. */
  readonly jointLesions: DataFrame;
  readonly untrainedJointLesions: DataFrame;
  /** Of the training of nets without those layers. */
  readonly shallower: DataFrame;
  readonly deepest: DataFrame;
  /** Trainings of those nets that go on for longer. */
  readonly longest: DataFrame;
  /** Final losses of nets with other weights, activations and rates. */
  readonly variants: DataFrame;
  /** Test accuracies. */
  readonly convolutional: DataFrame;
  /** Lines under the titles of figures of these nets. */
  readonly subtitles: Readonly<Record<"deepest" | "variants", readonly string[]>>;
  readonly controls: EvidenceControls;
}

/** Nets that the claims do not speak of, for their criteria to be tried on. */
export interface EvidenceControls {
  readonly diagnostics: DiagnosticControls;
  /** Losses of shallow nets with and without clipping. */
  readonly clipping: DataFrame;
  readonly gates: GateControls;
  readonly lesions: LesionControls;
}

/** Where evidence is gathered. */
interface Archive extends Laboratory, Inquiry {
  readonly settings: ProfileSettings;
  /** Of a figure of what was trained last. */
  readonly subtitle: readonly string[];
  /** Loads or trains. */
  train(experiments: readonly Experiment[]): Promise<Run[]>;
  /** Loads what there is. */
  stored(experiments: readonly Experiment[], engine: Pick<Engine, "family">): Promise<Run[]>;
}

/**
 * Gathers the runs of all sections and looks into them. What is missing is trained, but for the
 * optional sections: convolutional nets at full length take a GPU.
 */
export async function gatherEvidence(lab: Archive): Promise<Evidence> {
  const runs = async (section: EvidenceSection) =>
    await lab.train(await evidenceExperiments(section, lab));
  const stored = async (section: EvidenceSection) =>
    await lab.stored(await evidenceExperiments(section, lab), lab.engine);
  const plain = await runs("activations");
  const gated = await runs("gates");
  const controlled = await runs("gate-controls");
  const quoted = await runs("depth");
  const withSubtitle = async (section: EvidenceSection) => (
    { runs: await runs(section), subtitle: lab.subtitle }
  );
  const [deepest, variants] = [await withSubtitle("deepest"), await withSubtitle("variants")];
  return {
    diagnostics: {
      history: historyFrame(plain),
      activations: await activationFrame(plain, lab),
      gradients: gradientFrame(plain),
    },
    notebookGradients: gradientFrame(await runs("notebook")),
    clipping: clippingFrame(await runs("clipping")),
    depth: historyFrame(quoted),
    nearest: historyFrame(await stored("nearest")),
    compared: settingsFrame({
      quoted,
      higherRate: await runs("higher-rate"),
      searched: [...await runs("searched"), ...await stored("searched-highway")],
    }),
    gates: await gateFrame(gated, lab),
    gateHistory: historyFrame(gated),
    lesions: await lesionFrame(gated, lab),
    untrainedJointLesions: await jointLesionFrame(gated, lab, {
      ...middleLayers,
      state: "untrained",
    }),
    jointLesions: await jointLesionFrame(gated, lab, middleLayers),
    shallower: historyFrame(await runs("shallower")),
    variants: variantFrame(variants.runs),
    convolutional: await convolutionalAccuracies(lab),
    deepest: historyFrame(deepest.runs),
    longest: historyFrame(await stored("longest")),
    subtitles: { deepest: deepest.subtitle, variants: variants.subtitle },
    controls: {
      diagnostics: await diagnosticControls(
        await runs("rates"),
        lab,
        lab.settings.controls.rates[0],
      ),
      clipping: clippingFrame(await runs("shallow-clipping")),
      gates: await gateControls(gated, controlled, lab),
      lesions: await lesionControls(gated, controlled, lab),
    },
  };
}

async function convolutionalAccuracies(lab: Archive): Promise<DataFrame> {
  const runs = await lab.stored(
    await evidenceExperiments("convolutional", lab),
    { family: "tfjs" },
  );
  if (runs.length === 0) return frame(accuracySchema, []);
  const engine = await createEngine({
    engine: "auto",
    backend: "auto",
    networks: "convolutional",
  });
  try {
    const { testSamples: images } = lab.settings.convolutional;
    return await accuracyFrame(runs, { ...lab, engine }, { images });
  } finally {
    await engine.close();
  }
}

/** Every claim, in the order of their numbers. */
export function allClaims(evidence: Evidence, datasets: readonly Dataset[]): JudgedClaim[] {
  const [dataset] = datasets;
  const { controls, longest, depth } = evidence;
  return [
    ...diagnosticClaims(evidence.diagnostics, dataset, controls.diagnostics),
    ...clippingClaims(evidence.clipping, dataset, { shallow: controls.clipping }),
    ...depthClaims(evidence.compared, dataset),
    ...gateClaims(evidence.gates, datasets, controls.gates),
    ...lesionClaims(evidence.lesions, datasets, controls.lesions),
    ...deepestClaims(evidence.deepest, dataset, { longest, depth }),
    ...convolutionalClaims(evidence.convolutional, datasets),
    ...variantClaims(evidence.variants, dataset, evidence.diagnostics.history),
    ...shallowerClaims({
      whole: evidence.gateHistory,
      shallower: evidence.shallower,
      lesions: evidence.jointLesions,
      untrained: evidence.untrainedJointLesions,
    }, datasets),
  ].sort((a, b) => a.number - b.number);
}

/** Every point at which the report does not add up, by its figures. */
export function allDiscrepancies(
  { diagnostics, notebookGradients, depth, nearest, gates, gateHistory }: Evidence,
  datasets: readonly Dataset[],
): Discrepancy[] {
  const [dataset] = datasets;
  return [
    ...spreadDiscrepancies(diagnostics.activations, dataset),
    ...gradientDiscrepancies(diagnostics.gradients, notebookGradients, dataset),
    ...depthDiscrepancies(depth, nearest, dataset),
    ...gateDiscrepancies(gates, gateHistory, datasets),
    ...lesionDiscrepancies(),
    ...textDiscrepancies(),
  ];
}
