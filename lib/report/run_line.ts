import { parameterCount } from "../models/parameters.ts";
import type { Run } from "../store/record.ts";

/** A subtitle line about a run: size of the net, and length of its training. */
export function runLine({ experiment: { network, training }, history }: Run): string {
  const count = (value: number) => value.toLocaleString("en");
  const drops = network.architecture === "convolutional" &&
    network.stages.some(({ kind }) => kind === "dropout");
  return [
    `Net: ${count(parameterCount(network))} parameters`,
    `${count(history.at(-1)!.step)} steps of ${training.batchSize} images`,
    `${drops ? "with" : "without"} dropout`,
  ].join(" · ");
}
