/**
 * The authors' convolutional highway nets.
 *
 * @module
 */
export {
  cifarNet11 as cifar11,
  cifarNet19 as cifar19,
  mnistNet as mnist,
  withoutDropout,
} from "../models/convolutional_nets.ts";
