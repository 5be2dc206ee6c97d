/**
 * Polars frames of runs with one observation per row. Figures are drawn from them, and claims are
 * judged by them.
 *
 * @module
 */
export { byNet } from "../report/by_net.ts";
export {
  accuracyFrame as accuracy,
  activationFrame as activations,
  gateFrame as gates,
  gradientFrame as gradients,
  helpFrame as byHelp,
  historyFrame as history,
  jointLesionFrame as jointLesions,
  lesionFrame as lesions,
  type NetState,
  outputFrame as outputs,
  settingsFrame as settings,
} from "../sections/frames.ts";
export { gateSummary } from "../sections/gate_claims.ts";
export { medianSeeds } from "../sections/median_seeds.ts";
export { runEnds } from "../report/run_ends.ts";
export { searchesFrame as searches } from "../report/searches_frame.ts";
