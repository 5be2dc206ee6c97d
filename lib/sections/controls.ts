/**
 * Frames of nets that claims do not speak of, for their criteria to be tried on.
 *
 * @module
 */
import type { Run } from "../store/record.ts";
import type { DiagnosticControls, DiagnosticFrames } from "./diagnostic_claims.ts";
import { shallowDepths } from "./experiments.ts";
import {
  activationFrame,
  gateFrame,
  gradientFrame,
  historyFrame,
  type Laboratory,
  lesionFrame,
  outputFrame,
} from "./frames.ts";
import type { GateControls } from "./gate_claims.ts";
import type { LesionControls } from "./lesion_claims.ts";

/** Of claims 1 to 4: shallow nets at a learning rate, and nets of each depth at several. */
export async function diagnosticControls(
  runs: readonly Run[],
  lab: Laboratory,
  learningRate: number,
): Promise<DiagnosticControls> {
  const shallow: DiagnosticFrames[] = [];
  for (const depth of shallowDepths) {
    const own = runs.filter(({ experiment: { network, training } }) =>
      network.depth === depth && training.learningRate === learningRate
    );
    if (own.length === 0) continue;
    shallow.push({
      history: historyFrame(own),
      activations: await activationFrame(own, lab),
      gradients: gradientFrame(own),
    });
  }
  return { shallow, rates: historyFrame(runs) };
}

/** Of claims 8 and 9: their nets before training, nets of shuffled labels and plain nets. */
export async function gateControls(
  gated: readonly Run[],
  controls: readonly Run[],
  lab: Laboratory,
): Promise<GateControls> {
  const plain = ofPlainNets(controls);
  return {
    untrained: await gateFrame(gated, lab, "untrained"),
    shuffled: await gateFrame(ofShuffledLabels(controls), lab),
    plain: {
      trained: await outputFrame(plain, lab),
      untrained: await outputFrame(plain, lab, "untrained"),
    },
  };
}

/** Of claims 10 and 11: their nets before training, and nets of shuffled labels. */
export async function lesionControls(
  gated: readonly Run[],
  controls: readonly Run[],
  lab: Laboratory,
): Promise<LesionControls> {
  return {
    untrained: await lesionFrame(gated, lab, "untrained"),
    shuffled: await lesionFrame(ofShuffledLabels(controls), lab),
  };
}

/** Those of the runs that were trained on shuffled labels. */
export function ofShuffledLabels(runs: readonly Run[]): Run[] {
  return runs.filter(({ experiment }) => experiment.labels === "shuffled");
}

/** Those of the runs that are of plain nets. */
export function ofPlainNets(runs: readonly Run[]): Run[] {
  return runs.filter(({ experiment }) => experiment.network.architecture === "plain");
}
