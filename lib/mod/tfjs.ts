/**
 * What works on tensors of TensorFlow.js, or in models of its Keras-style API.
 *
 * @module
 */
export { HighwayLayer, type HighwayLayerArgs } from "../engines/tfjs/highway_layer.ts";
