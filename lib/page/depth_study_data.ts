import { byLayer } from "../figures/by_layer.ts";
import { brief } from "../figures/brief.ts";
import type { DepthStudy } from "./depth_study.ts";
import type { DepthStudyData } from "./model.ts";

/** Axes that all nets share, so that moving from net to net shows what changes. */
const domains = {
  mean: [-0.5, 2],
  variance: [1e-12, 100],
  gradient: [1e-12, 100],
} as const;

/** The depth study as the page shows it. */
export function depthStudyData({ data, plan, engine, seconds, nets }: DepthStudy): DepthStudyData {
  return {
    provenance: `${data}, ${plan.images.toLocaleString("en")} training images, ` +
      `${plan.epochs.at(-1)} epochs, seed 1; plain nets with a learning rate of 0.003, highway ` +
      `nets with 0.1; trained in ${Math.round(seconds)} s by the ${engine}`,
    depths: plan.depths,
    epochs: plan.epochs,
    nets: nets.map(({ experiment: { network }, last, mean, variance, gradient }) => ({
      architecture: network.architecture,
      activation: network.activation,
      initializer: network.initializer,
      depth: network.depth,
      loss: last.loss === null ? "not finite" : brief(last.loss),
      values: { mean, variance, gradient },
    })),
    domains,
    charts: {
      mean: byLayer({ title: "Mean activation", domain: domains.mean, scale: "linear" }),
      variance: byLayer({ title: "Variance", domain: domains.variance, scale: "log" }),
      gradient: byLayer({ title: "Gradient norm", domain: domains.gradient, scale: "log" }),
    },
  };
}
