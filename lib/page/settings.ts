import type { Run } from "../store/record.ts";

/** What runs were trained with, name by name; of each every value that occurs, once. */
export function settingsOf(runs: readonly Run[]): [name: string, value: string][] {
  const list = (value: (run: Run) => unknown) =>
    [...new Set(runs.map(value).filter((value) => value !== undefined))].join(", ");
  const rows: [string, string][] = [
    ["Networks", list(({ experiment: { network } }) => network.architecture)],
    ["Depth", list(({ experiment }) => experiment.network.depth)],
    [
      "Width",
      list(({ experiment: { network } }) =>
        "width" in network ? `${network.width} (${network.architecture})` : undefined
      ),
    ],
    ["Activation", list(({ experiment }) => experiment.network.activation)],
    ["Weights", list(({ experiment }) => experiment.network.initializer)],
    [
      "Gate bias",
      list(({ experiment: { network } }) =>
        "gateBias" in network ? minus(network.gateBias) : undefined
      ),
    ],
    ["Learning rate", list(rate)],
    [
      "Decay",
      list(({ experiment: { training: { decay } } }) =>
        decay ? `times ${decay.factor} every ${decay.steps.toLocaleString("en")} steps` : "none"
      ),
    ],
    ["Momentum", list(({ experiment }) => experiment.training.momentum)],
    ["Clipping", list(({ experiment }) => experiment.training.clipNorm)],
    ["Batch", list(({ experiment }) => experiment.training.batchSize)],
    ["Epochs", list(({ experiment }) => experiment.training.epochs)],
    ["Engine", list(({ provenance }) => provenance.sessions.at(-1)?.engine)],
    ["Processor", list(({ provenance }) => provenance.sessions.at(-1)?.processor)],
  ];
  return rows.filter(([, value]) => value !== "");
}

/** Rates differ by architecture and depth. */
function rate({ experiment: { network, training } }: Run): string {
  return `${training.learningRate} (${network.architecture} ${network.depth})`;
}

function minus(value: number): string {
  return String(value).replace("-", "−");
}
