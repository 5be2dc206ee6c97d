import { experimentTitle } from "../train/experiment.ts";
import type { Run } from "../train/record.ts";
import type { StoredRun } from "../train/run_list.ts";
import { brief, textTable } from "./text_table.ts";

/** Rows of a history that are shown, the first and the last among them. */
const SHOWN_EPOCHS = 10;

/** Every run on a line: name, what it is, epochs done of all, loss, state. */
export function runsTable(runs: readonly StoredRun[]): string {
  if (runs.length === 0) return "No runs are stored yet: `deno task reproduce` makes some";
  const rows = runs.map(({ name, run, state, reason, readOnly }) => [
    name,
    run ? title(run) : "",
    run ? `${run.history.length}/${run.experiment.training.epochs}` : "",
    brief(run?.history.at(-1)?.loss),
    stateText({ state, run, reason }) + (readOnly ? ", kept by Git" : ""),
  ]);
  return textTable([["run", "what", "epochs", "loss", "state"], ...rows]);
}

/** All that a record tells, on a few lines. */
export function describeRun({ name, path, run, ...found }: StoredRun): string {
  const lines = [
    `${name}: ${stateText({ run, ...found })}`,
    `  folder     ${path}`,
  ];
  if (!run) return lines.join("\n");
  const { experiment: { network, images, training }, question, history, provenance } = run;
  lines.push(
    `  what       ${title(run)}`,
    `  network    ${settings(network)}`,
    `  training   ${settings(training)}`,
    `  data       ${images === undefined ? "all training images" : `${images} training images`}, ` +
      `data set ${question.dataDigest.slice(0, 12)}… (SHA-256` +
      `${provenance.unverifiedData ? ", content not verified" : ""})`,
  );
  for (const session of provenance.sessions) {
    const { firstEpoch, lastEpoch, commit, changed, started, ended, seconds } = session;
    lines.push(
      `  epochs ${firstEpoch} to ${lastEpoch}`,
      `    engine   ${session.engine}; ${session.processor}`,
      ...session.passedOver.map((reason) => `    not      ${reason}`),
      `    versions Deno ${session.deno}, commit ${commit?.slice(0, 12) ?? "unknown"}` +
        (changed ? ", changed" : ""),
      `    time     ${started} to ${ended}, ${seconds.toFixed(1)} s`,
    );
  }
  const shown = history.filter(({ epoch }, index) =>
    index === history.length - 1 || (epoch - 1) % Math.ceil(history.length / SHOWN_EPOCHS) === 0
  );
  const rows = shown.map(({ epoch, loss, accuracy, learningRate, seconds }) => [
    String(epoch),
    brief(loss),
    accuracy.toFixed(4),
    brief(learningRate),
    seconds.toFixed(2),
  ]);
  return [...lines, "", textTable([["epoch", "loss", "accuracy", "rate", "seconds"], ...rows])]
    .join("\n");
}

function stateText({ state, run, reason }: Pick<StoredRun, "state" | "run" | "reason">): string {
  if (state === "diverged") return `diverged in epoch ${run!.history.length}`;
  return reason === undefined ? state : `${state}: ${reason}`;
}

function title({ experiment }: Run): string {
  return experimentTitle(experiment, { title: experiment.dataset });
}

/** "depth 50, width 50, ...". */
function settings(values: object): string {
  return Object.entries(values)
    .map(([key, value]) => `${key} ${typeof value === "object" ? JSON.stringify(value) : value}`)
    .join(", ");
}
