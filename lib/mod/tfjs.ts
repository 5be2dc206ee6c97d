/**
 * Layers for models of TensorFlow.js.
 *
 * @module
 */
export { HighwayLayer, type HighwayLayerArgs } from "../engines/tfjs/highway_layer.ts";
