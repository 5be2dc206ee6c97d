/**
 * Frames of nets that claims do not speak of, for their criteria to be tried on.
 *
 * @module
 */
import type { Run } from "../store/record.ts";
import type { Context } from "./context.ts";
import type { DiagnosticControls, DiagnosticFrames } from "./diagnostic_claims.ts";
import { shallowDepths } from "./experiments.ts";
import {
  activationFrame,
  gateFrame,
  gradientFrame,
  historyFrame,
  lesionFrame,
  outputFrame,
} from "./frames.ts";
import type { GateControls } from "./gate_claims.ts";
import type { LesionControls } from "./lesion_claims.ts";

/** Of claims 1 to 4: shallow nets at a learning rate, and nets of each depth at several. */
export async function diagnosticControls(
  runs: readonly Run[],
  context: Context,
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
      activations: await activationFrame(own, context),
      gradients: gradientFrame(own),
    });
  }
  return { shallow, rates: historyFrame(runs) };
}

/** Of claims 8 and 9: their nets before training, nets of shuffled labels and plain nets. */
export async function gateControls(
  gated: readonly Run[],
  controls: readonly Run[],
  context: Context,
): Promise<GateControls> {
  const plain = ofPlainNets(controls);
  return {
    untrained: await gateFrame(gated, context, "untrained"),
    shuffled: await gateFrame(ofShuffledLabels(controls), context),
    plain: {
      trained: await outputFrame(plain, context),
      untrained: await outputFrame(plain, context, "untrained"),
    },
  };
}

/** Of claims 10 and 11: their nets before training, and nets of shuffled labels. */
export async function lesionControls(
  gated: readonly Run[],
  controls: readonly Run[],
  context: Context,
): Promise<LesionControls> {
  return {
    untrained: await lesionFrame(gated, context, "untrained"),
    shuffled: await lesionFrame(ofShuffledLabels(controls), context),
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
