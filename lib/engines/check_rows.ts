import type { Examples } from "../data/dataset.ts";
import type { NetworkSpec } from "../models/network_spec.ts";

/**
 * Checks that a network can be run on these rows.
 *
 * @throws {RangeError} If there are none, one is not in the examples, or images have another size
 * than the network's input.
 */
export function checkRows(examples: Examples, rows: Uint32Array, spec: NetworkSpec): void {
  if (examples.size !== spec.inputSize) {
    throw new RangeError(
      `Cannot run the network: it takes ${spec.inputSize} values, images have ${examples.size}`,
    );
  }
  if (rows.length === 0) throw new RangeError("Cannot run the network on no examples");
  const beyond = rows.find((row) => row >= examples.count);
  if (beyond !== undefined) {
    throw new RangeError(
      `Cannot run the network: there are ${examples.count} examples, row ${beyond} was asked for`,
    );
  }
}
