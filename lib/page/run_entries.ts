import type { Experiment } from "../train/experiment.ts";
import { runName } from "../store/run_key.ts";
import type { Run } from "../store/record.ts";
import { brief } from "../figures/brief.ts";
import type { DepthStudy } from "./depth_study.ts";
import type { RunEntry } from "./model.ts";

/** What the table of runs says of a stored run. */
export function runEntry(run: Run, data: string, shownIn: readonly string[]): RunEntry {
  const { experiment, history, provenance, test } = run;
  const last = history.at(-1)!;
  return {
    ...what(experiment),
    name: runName(run),
    data,
    epochs: last.epoch,
    loss: last.loss,
    accuracy: last.accuracy,
    seconds: history.reduce((sum, { seconds }) => sum + seconds, 0),
    state: last.state === "diverged" ? "diverged" : "finished",
    shownIn,
    record: [
      ...settings(experiment),
      [
        "Test images",
        test ? `loss ${brief(test.loss)}, accuracy ${brief(test.accuracy)}` : "not measured",
      ],
      ["Data digest", run.dataDigest],
      ["Results", `version ${run.resultsVersion}, ${run.engine}`],
      ...provenance.sessions.map(({ firstEpoch, lastEpoch, ...session }) =>
        [
          `Epochs ${firstEpoch} to ${lastEpoch}`,
          [
            session.engine,
            session.processor,
            `Deno ${session.deno}`,
            `commit ${session.commit?.slice(0, 12) ?? "unknown"}` +
            (session.changed ? ", changed" : ""),
            `${session.started} to ${session.ended}`,
            `${session.seconds.toFixed(1)} s`,
          ].join("; "),
        ] as const
      ),
    ],
  };
}

/** The same of the nets of the depth study. */
export function studyEntries({ nets, data, engine }: DepthStudy, shownIn: string): RunEntry[] {
  return nets.map(({ experiment, last, seconds }, index) => ({
    ...what(experiment),
    name: `depth-study-${index + 1}`,
    data,
    epochs: last.epoch,
    loss: last.loss ?? NaN,
    accuracy: last.accuracy,
    seconds,
    state: last.loss === null ? "diverged" : "finished",
    shownIn: [shownIn],
    record: [...settings(experiment), ["Engine", engine]],
  }));
}

function what({ network, training, seed }: Experiment): Pick<RunEntry, "what" | "seed" | "rate"> {
  const { architecture, depth, activation, initializer } = network;
  const unusual = [
    activation === "tanh" ? "" : ` ${activation}`,
    initializer === "glorot-uniform" ? "" : ` ${initializer}`,
    training.clipNorm === undefined ? "" : " clipped",
  ];
  return { what: `${architecture} ${depth}${unusual.join("")}`, seed, rate: training.learningRate };
}

function settings({ network, training, images, labels }: Experiment): RunEntry["record"] {
  return [
    ["Network", list(network)],
    ["Training", list(training)],
    ["Images", images === undefined ? "all training images" : String(images)],
    ...(labels === undefined ? [] : [["Labels", labels] as const]),
  ];
}

function list(values: object): string {
  return Object.entries(values)
    .map(([key, value]) => `${key} ${typeof value === "object" ? JSON.stringify(value) : value}`)
    .join(", ");
}
