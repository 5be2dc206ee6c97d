/// <reference path="./builtins.d.ts" />
/**
 * What workers call. A job is its address; every thread of it makes the same call.
 *
 * @module
 */
export { evaluate, evaluateLesions, trace } from "./evaluate.ts";
export { product } from "./product.ts";
export { gradients, trainEpoch } from "./train.ts";
export { transpose } from "./update.ts";
