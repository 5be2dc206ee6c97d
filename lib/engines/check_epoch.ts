import { checkOptions } from "../check_options.ts";
import type { EpochOptions } from "./engine.ts";

/**
 * Checks the options of an epoch over `rowCount` rows.
 *
 * @throws {TypeError} If an option is unknown, or a required one is missing.
 * @throws {RangeError} If batches have no size, or not each has a learning rate.
 */
export function checkEpoch(rowCount: number, options: EpochOptions): void {
  checkOptions("trainEpoch()", options, {
    batchSize: "required",
    learningRates: "required",
    momentum: "required",
    nesterov: "optional",
    weightDecay: "optional",
    biasRate: "optional",
    dropout: "optional",
    clipNorm: "optional",
    gradientNorms: "optional",
  });
  const { batchSize, learningRates } = options;
  if (!(Number.isSafeInteger(batchSize) && batchSize >= 1)) {
    throw new RangeError(
      `Cannot train: the batch size must be a positive integer, received ${batchSize}`,
    );
  }
  const needed = Math.ceil(rowCount / batchSize);
  if (learningRates.length !== needed) {
    throw new RangeError(
      `Cannot train: ${rowCount} rows in batches of ${batchSize} need ${needed} learning rates, ` +
        `received ${learningRates.length}`,
    );
  }
}
