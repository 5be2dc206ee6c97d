import type { DataFrame } from "nodejs-polars";
import type { Dataset } from "../data/dataset.ts";
import type { PublishedLoss } from "../figures/depth_sweep.ts";
import { records } from "../frame.ts";
import { depths, reportDecay } from "./experiments.ts";
import { historySchema } from "./frames.ts";
import { brief, measured, overSeeds } from "./measured.ts";
import { profileSettings } from "./profile.ts";
import { publishedFor, publishedLosses } from "./published.ts";
import type { Discrepancy } from "./section.ts";
import { type SweepNet, sweepNets } from "./sweep_nets.ts";

/**
 * Figure 8: training curves and the settings quoted for them.
 *
 * @param history Training with the quoted settings.
 * @param nearest Training of the plain net of 50 layers that is nearest to the report's curve.
 */
export function depthDiscrepancies(
  history: DataFrame,
  nearest: DataFrame,
  dataset: Dataset,
): Discrepancy[] {
  const nets = sweepNets(records(historySchema, history));
  const near = sweepNets(records(historySchema, nearest));
  const points = publishedFor(dataset, publishedLosses);
  const [epochs, epochSteps] = [400, Math.ceil(60_000 / 128)];
  const steps = epochs * epochSteps;
  const decays = Math.floor((steps - 1) / reportDecay.steps);
  return [
    {
      figure: "Figure 8, depths 10 and 20",
      finding:
        "The highway nets of 10 and of 20 layers have one file, value for value; which net it " +
        "belongs to is unknown",
      computed: sharedCurve(nets, points),
    },
    {
      figure: "Figure 8, settings",
      finding: `A decay of the learning rate by ${reportDecay.factor} every ${
        reportDecay.steps.toLocaleString("en")
      } steps is quoted as a setting; it has hardly any effect`,
      computed: `${epochs} epochs of ${epochSteps} steps are ${
        steps.toLocaleString("en")
      } steps: it decays ${decays === 1 ? "once" : `${decays} times`}, from 0.1 to ${
        brief(0.1 * reportDecay.factor ** decays)
      }`,
    },
    {
      figure: "Figure 8, plain nets",
      finding: "The learning rates quoted for plain nets (0.001 at 10 and 20 layers, 0.00001 at " +
        "50 and 100) should give the published curves",
      computed: quotedRates(nets, points) || "Not at these rates in this profile",
    },
    {
      figure: "Figure 8, plain 50",
      finding:
        "The quoted rate, 0.00001, does not give its curve, and no settings that were tried give " +
        "all of it: the nearest that were trained to the end follow it from epoch 20 to 100 and " +
        "are below it before and after",
      computed: near.length > 0 ? distances([nets, near], points.filter(isPlain50)) : "",
    },
    {
      figure: "Figure 8, text",
      finding: 'In the text plain nets of 10 and 20 layers end "between 1e-3 and 1e-4", and ' +
        "highway nets converge faster at every depth; its own files contradict both",
      computed: contradictions(),
    },
    {
      figure: "Figure 8, search",
      finding: "The paper searches 40 random settings a network, the long paper 100; the report " +
        "does not say how many it tried",
      computed: "",
    },
  ];
}

/** The one published curve of 10 and 20 layers beside our curves of each. */
function sharedCurve(nets: readonly SweepNet[], points: readonly PublishedLoss[]): string {
  const curve = points.filter(({ architecture, depth }) =>
    architecture === "highway" && depth === 10
  );
  return [curve.slice(0, 1), curve.slice(-1)].flat().flatMap(({ epoch, loss }) => {
    const ours = [10, 20].flatMap((depth) => {
      const losses = nets.filter((net) =>
        net.architecture === "highway" && net.depth === depth && net.curve.length >= epoch
      ).map(({ curve }) => measured`${curve[epoch - 1].loss}`);
      return losses.length > 0 ? [`${overSeeds(losses)} with ${depth} layers`] : [];
    });
    return ours.length > 0
      ? [`after epoch ${epoch} it has ${brief(loss)}, ours ${ours.join(", ")}`]
      : [];
  }).join("; ");
}

/** Statements of the report's text that its own files contradict. */
function contradictions(): string {
  const curve = (architecture: string, depth: number) =>
    publishedLosses.filter((point) => point.architecture === architecture && point.depth === depth);
  const [ten, twenty, highway] = [curve("plain", 10), curve("plain", 20), curve("highway", 10)];
  const passed = ten.find(({ loss }, index) => loss < highway[index].loss)!;
  return `Its files end at ${brief(ten.at(-1)!.loss)} (10 layers) and ` +
    `${brief(twenty.at(-1)!.loss)} (20); plain 10 is below the highway net of 10 or 20 layers by ` +
    `epoch ${passed.epoch}, and that net ends at ${brief(highway.at(-1)!.loss)}`;
}

/**
 * Plain nets at the quoted rates: our loss beside the published one after the last common epoch.
 */
function quotedRates(nets: readonly SweepNet[], points: readonly PublishedLoss[]): string {
  return depths.flatMap((depth) => {
    const rate = Math.fround(profileSettings.report.plainRates[depth]);
    const own = nets.filter((net) =>
      net.architecture === "plain" && net.depth === depth && net.rate === rate
    );
    return own.flatMap(({ seed, curve }) => {
      const point = points.findLast((point) =>
        point.architecture === "plain" && point.depth === depth && point.epoch <= curve.length
      );
      return point
        ? [
          `${depth} layers, seed ${seed}: ${
            brief(curve[point.epoch - 1].loss)
          } after ${point.epoch} ` +
          `epochs where the report has ${brief(point.loss)}`,
        ]
        : [];
    });
  }).join("; ");
}

/**
 * Distance of plain nets of 50 layers to the published curve: with the quoted rate, and the
 * nearest.
 */
function distances(
  trainings: readonly (readonly SweepNet[])[],
  points: readonly PublishedLoss[],
): string {
  if (points.length === 0) return "";
  const late = points.filter(({ epoch }) => epoch >= 10);
  const found = trainings.map((nets) => nets.filter(isPlain50))
    .filter((nets) => nets.length > 0)
    .map((nets) => {
      const values = nets.map((net) =>
        measured`${logDistance(net, points)}, from epoch 10 on ${logDistance(net, late)}`
      );
      return `at a rate of ${brief(nets[0].rate)} ${overSeeds(values)}`;
    });
  return `Root mean square of the log ratios of our losses to its ${points.length} points: ` +
    found.join("; ");
}

function isPlain50({ architecture, depth }: Pick<SweepNet, "architecture" | "depth">): boolean {
  return architecture === "plain" && depth === 50;
}

/** Root mean square of the log ratios of a net's losses to a published curve, at its points. */
function logDistance({ curve }: SweepNet, points: readonly PublishedLoss[]): number {
  const squares = points.map(({ epoch, loss }) =>
    Math.log((curve[epoch - 1]?.loss ?? Infinity) / loss) ** 2
  );
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}
