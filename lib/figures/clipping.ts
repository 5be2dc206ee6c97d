import type { DataFrame } from "nodejs-polars";
import { checkOptions } from "../check_options.ts";
import { curves, marksIn } from "./curves.ts";
import { epochAxis, panelsBy } from "./epoch_panels.ts";
import { type Domain, place } from "./log_scale.ts";
import { readRows, round } from "./rows.ts";
import { blue, type Encoding, figure, type FigureSpec, lineLegend, orange } from "./theme.ts";

/** A guess among ten classes costs 2.3 nats. */
const lossDomain: Domain = [0, 2.5];

const states = ["not clipped", "clipped at norm 1"] as const;

/**
 * Training loss against the epoch with and without clipping, a panel for each learning rate, a line
 * for each seed. A loss that is not finite ends its line at the top.
 *
 * @param losses A row per seed, learning rate, clipping norm (infinite for none) and epoch.
 * @throws {RangeError} If there are no rows or a column is missing.
 */
export function clipping(
  losses: DataFrame,
  options: { readonly subtitle: string | readonly string[] },
): FigureSpec {
  checkOptions("clipping()", options, { subtitle: "required" });
  const { subtitle } = options;
  const rows = readRows(losses, {
    seed: "number",
    learningRate: "number",
    clipNorm: "number",
    epoch: "number",
    loss: "number",
  });
  const data = rows.map(({ seed, learningRate, clipNorm, epoch, loss }) => {
    const { value, mark } = place(loss, lossDomain);
    const state = states[Number.isFinite(clipNorm) ? 1 : 0];
    return { state, learningRate, seed, epoch, loss: round(value), ...(mark && { mark }) };
  });
  const lastEpoch = Math.max(...rows.map(({ epoch }) => epoch));
  const encoding: Encoding = {
    x: epochAxis(lastEpoch),
    y: {
      field: "loss",
      type: "quantitative",
      title: "Mean Cross Entropy Error",
      scale: { domain: lossDomain, nice: false },
    },
    color: {
      field: "state",
      type: "nominal",
      title: "Gradients",
      scale: { domain: [...states], range: [blue, orange] },
      legend: lineLegend,
    },
  };
  return figure("Clipping: 50-layer plain nets, ReLU, He normal", subtitle, {
    data: { values: data },
    ...panelsBy("learningRate", "Learning rate"),
    spec: { width: 210, height: 200, ...curves(marksIn(data), encoding, { dotSize: 18 }) },
  });
}
