import { plainText, quoted } from "../plain_text.ts";
import { experimentTitle } from "../train/experiment.ts";
import { encodeKey, type RunKey } from "../store/run_key.ts";
import type { Run } from "../store/record.ts";
import type { StoredRun } from "../store/run_list.ts";
import { brief, textTable } from "./text_table.ts";

/** Rows of a history to show, with the first and the last. */
const SHOWN_EPOCHS = 10;

/**
 * Every run with its epochs, loss and state, and below that, wrapped at `columns`, its settings or its
 * damage.
 */
export function runsTable(runs: readonly StoredRun[], columns: number): string {
  if (runs.length === 0) return "No runs are stored yet: `deno task reproduce` makes some";
  const rows = runs.map(({ name, outline, state, readOnly }) => [
    name,
    outline ? `${outline.history.length}/${outline.experiment.training.epochs}` : "",
    brief(outline?.history.at(-1)?.loss),
    state + (readOnly ? ", kept by Git" : ""),
  ]);
  const [head, ...lines] = textTable([["run", "epochs", "loss", "state"], ...rows]).split("\n");
  const below = ({ outline, reason }: StoredRun) =>
    [outline && distinction(outline), reason].filter((text) => text !== undefined)
      .flatMap((text) => wrap(plainText(text), columns));
  return [head, ...lines.flatMap((line, index) => [line, ...below(runs[index])])].join("\n");
}

/** Names of folders that are not runs; empty if there are none. */
export function foreignText(names: readonly string[], columns: number): string {
  if (names.length === 0) return "";
  return `\nNot runs, and left alone:\n${wrap(names.map(quoted).join(", "), columns).join("\n")}`;
}

/** The runs as a JSON list, for other programs. */
export function runsJson(runs: readonly StoredRun[]): string {
  const entries = runs.map(({ name, path, state, reason, readOnly, outline }) => ({
    name,
    path,
    state,
    reason,
    keptByGit: readOnly,
    ...(outline && {
      ...encodeKey(outline),
      epochs: outline.history.length,
      loss: outline.history.at(-1)!.loss,
      accuracy: outline.history.at(-1)!.accuracy,
      test: outline.test,
    }),
  }));
  return JSON.stringify(entries, null, 2);
}

/** A run's record on a few lines. */
export function describeRun({ name, path, state, reason }: StoredRun, run?: Run): string {
  const lines = [
    `${name}: ${reason === undefined ? state : `${state}: ${reason}`}`,
    `  folder     ${path}`,
  ];
  if (!run) return lines.map(plainText).join("\n");
  const { experiment, dataDigest, history, test, provenance } = run;
  const { network, images, training } = experiment;
  lines.push(
    `  what       ${experimentTitle(experiment, { title: experiment.dataset })}`,
    `  network    ${settings(network)}`,
    `  training   ${settings(training)}`,
    `  data       ${images === undefined ? "all training images" : `${images} training images`}, ` +
      `data set ${dataDigest.slice(0, 12)}… (SHA-256` +
      `${provenance.unverifiedData ? ", content not verified" : ""})`,
  );
  if (test) {
    lines.push(`  test       loss ${brief(test.loss)}, accuracy ${test.accuracy.toFixed(4)}`);
  }
  for (const session of provenance.sessions) {
    const { firstEpoch, lastEpoch, commit, changed, started, ended, seconds } = session;
    lines.push(
      `  epochs ${firstEpoch} to ${lastEpoch}`,
      `    engine   ${session.engine}; ${session.processor}`,
      ...session.rejected.map((reason) => `    not      ${reason}`),
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
  return [
    ...lines.map(plainText),
    "",
    textTable([["epoch", "loss", "accuracy", "rate", "seconds"], ...rows]),
  ].join("\n");
}

/** Settings that distinguish runs whose names differ only in their digests. */
function distinction({ experiment, engine, freshTag }: RunKey): string {
  const { network, training, images, labels, seed } = experiment;
  const { learningRate, momentum, nesterov, batchSize, decay, clipNorm } = training;
  const { weightDecay, biasRate } = training;
  const { activation, initializer } = network;
  const parts = [
    `seed ${seed}`,
    `rate ${brief(learningRate)}`,
    clipNorm !== undefined && `clipped to ${clipNorm}`,
    `momentum ${momentum}${nesterov ? " (Nesterov)" : ""}`,
    decay && `decay ${decay.factor} every ${decay.steps} steps`,
    weightDecay && `weight decay ${weightDecay.hidden} and ${weightDecay.output}`,
    biasRate !== undefined && `biases' rate ${biasRate} times that`,
    activation !== "tanh" && activation,
    initializer !== "glorot-uniform" && initializer,
    "gateBias" in network && `gate bias ${network.gateBias}`,
    "width" in network && `width ${network.width}`,
    `batch ${batchSize}`,
    images === undefined ? "all images" : `${images} images`,
    labels !== undefined && `${labels} labels`,
    `${engine} engine`,
    freshTag !== undefined && `trained anew as ${quoted(freshTag)}`,
  ];
  return parts.filter((part) => part).join(", ");
}

/** Indented lines, broken between words. */
function wrap(text: string, columns: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    if (lines.at(-1)!.length + 1 + word.length > columns - 1 && lines.at(-1) !== "") lines.push("");
    lines[lines.length - 1] += ` ${word}`;
  }
  return lines.map((line) => ` ${line}`);
}

/** "depth 50, width 50, ...". */
function settings(values: object): string {
  return Object.entries(values)
    .map(([key, value]) => `${key} ${typeof value === "object" ? JSON.stringify(value) : value}`)
    .join(", ");
}
