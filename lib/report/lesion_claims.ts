import type { DataFrame } from "nodejs-polars";
import type { Dataset } from "../data/dataset.ts";
import { lesionSchema } from "../diagnostics/lesions.ts";
import { records } from "../frame.ts";
import { measured, median } from "./measured.ts";
import { type Claim, judge, type JudgedClaim } from "./verdict.ts";

const figure = "figure_10_lesions";

const claims = {
  mnist: {
    number: 10,
    statement: "On MNIST lesioning an early layer raises the loss by orders of magnitude; layers " +
      "15 to 45 hardly matter",
    about: ["mnist"],
    source: "IV, Figure 10, left",
    criterion:
      "the worst of the first ten highway layers raises the loss at least 100 times; the " +
      "median of layers 15 to 45 less than doubles it",
    published: "3e-1 at layer 1, 2e-6 in layers 12 to 45",
    figure,
  },
  cifar100: {
    number: 11,
    statement: "On CIFAR-100 lesioning any of the first 40 layers raises the loss",
    about: ["cifar100"],
    source: "IV, Figure 10, right",
    criterion: "each of the first 40 highway layers raises the loss by at least 1 %",
    published: "0.8 falling to 0.02 over the layers",
    figure,
  },
} satisfies Record<string, Claim>;

/** Judges claims 10 and 11, on the loss after lesioning one layer. */
export function lesionClaims(lesions: DataFrame, datasets: readonly Dataset[]): JudgedClaim[] {
  const nets = Map.groupBy(
    records(lesionSchema, lesions),
    ({ dataset, seed }) => `${dataset} ${seed}`,
  );
  const findings = [...nets.values()].map((rows) => {
    const { dataset, seed } = rows[0];
    /** Loss over that of the intact net, from the first highway layer, which is 1 in Figure 10. */
    const rises = rows.map(({ loss, unlesionedLoss }) => loss / unlesionedLoss);
    const early = Math.max(...rises.slice(0, 10));
    const middle = median(rises.slice(14, 45));
    const raised = rises.slice(0, 40).map((rise) => rise >= 1.01);
    return {
      mnist: {
        dataset,
        seed,
        holds: [early >= 100, middle < 2],
        values: measured`early up to ${early} times, middle ${middle} times`,
      },
      cifar100: {
        dataset,
        seed,
        holds: [raised.every((holds) => holds)],
        values: measured`${raised.filter((holds) => holds).length} of ${
          String(raised.length)
        } raise it, by up to ${100 * (Math.max(...rises.slice(0, 40)) - 1)} %`,
      },
    };
  });
  return (["mnist", "cifar100"] as const).map((name) =>
    judge(claims[name], findings.map((found) => found[name]), datasets)
  );
}
