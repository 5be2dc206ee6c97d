import type { DataFrame } from "nodejs-polars";
import type { Dataset } from "../data/dataset.ts";
import { records } from "../frame.ts";
import { mnistNet } from "../models/convolutional_nets.ts";
import { parameterCount } from "../models/parameters.ts";
import { accuracySchema } from "./frames.ts";
import { measured } from "./measured.ts";
import { type Claim, datasetsLike, judge, type JudgedClaim } from "./verdict.ts";

/** Steps of the authors' training. */
const STEPS = 180_000;
/** What a test accuracy may be below the published one, which is of a single run. */
const MARGIN = 0.001;

const nets = [
  { maps: 32, published: 0.9954, parameters: "151K" },
  { maps: 16, published: 0.994, parameters: "39K" },
];

/**
 * Judges claim 13, on test accuracies of the authors' convolutional nets for MNIST. Only a net of
 * the published size after the published number of steps is judged; of others the table has the
 * accuracy, not a verdict.
 */
export function convolutionalClaims(
  accuracies: DataFrame,
  datasets: readonly Dataset[],
): JudgedClaim[] {
  const like = datasetsLike("mnist", datasets);
  const rows = records(accuracySchema, accuracies)
    .filter(({ dataset }) => like.some(({ title }) => title === dataset));
  return nets.map(({ maps, published, parameters }) => {
    const claim: Claim = {
      number: 13,
      statement: `A convolutional highway net of 10 layers and ${maps} maps learns MNIST`,
      source: "long paper, MNIST",
      criterion: `after ${STEPS.toLocaleString("en")} steps a test accuracy of at least ` +
        percent(published - MARGIN),
      published: `${percent(published)}, ${parameters} parameters`,
      figure: "convolutional_gates",
    };
    const size = parameterCount(mnistNet({ maps }));
    const same = rows.filter((row) => row.parameters === size);
    const findings = (same.length > 0 ? same : rows).map((row) => ({
      seed: row.seed,
      holds: row.parameters === size && row.steps >= STEPS
        ? [row.accuracy >= published - MARGIN]
        : [],
      values: measured`${percent(row.accuracy)}, ${
        row.parameters.toLocaleString("en")
      } parameters, ${row.steps.toLocaleString("en")} steps`,
    }));
    return judge(claim, findings, like);
  });
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} %`;
}
