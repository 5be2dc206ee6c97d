import type { SearchRecord, TrialRow } from "../../search/search_record.ts";
import type { SearchedNetwork } from "../../search/search_trials.ts";
import { brief, textTable } from "../text_table.ts";

/** "plain 10". */
export function networkName({ architecture, depth }: SearchedNetwork): string {
  return `${architecture} ${depth}`;
}

/** A title and a line for every trial of a search, the best first. */
export function trialsTable(
  { question, best }: SearchRecord,
  trials: readonly TrialRow[],
): string {
  const { dataset, rungs, seed } = question;
  const isHighway = question.architecture === "highway";
  const header = [
    "trial",
    "rate",
    "momentum",
    "decay",
    "H",
    ...isHighway ? ["gate bias"] : [],
    ...rungs.map((epochs) => `loss after ${epochs}`),
    "state",
  ];
  const rows = trials.map((trial) => [
    String(trial.trial),
    brief(trial.learningRate),
    String(trial.momentum),
    String(trial.decayFactor),
    trial.activation,
    ...isHighway ? [String(trial.gateBias)] : [],
    ...rungs.map((epochs) => lossText(trial[`loss_${epochs}`])),
    trial.state,
  ]);
  const title = `${networkName(question)}, ${dataset}, seed ${seed}: ` +
    `${trials.length} settings, ${best ? `trial ${best.trial} is the best` : "all diverged"}`;
  return `${title}\n${textTable([header, ...rows])}\n`;
}

function lossText(loss: number): string {
  return Number.isNaN(loss) ? "" : Number.isFinite(loss) ? brief(loss) : "diverged";
}
