import type { DataFrame } from "nodejs-polars";
import type { Dataset } from "../data/dataset.ts";
import { records, type Row } from "../frame.ts";
import { mnistNet } from "../models/convolutional_nets.ts";
import { parameterCount } from "../models/parameters.ts";
import { accuracySchema } from "./frames.ts";
import { measured } from "./measured.ts";
import { type Criterion, judge, type JudgedClaim } from "./verdict.ts";

/** Steps of the authors' training. */
const STEPS = 180_000;
/** What a test accuracy may be below the published one, which is of a single run. */
const MARGIN = 0.001;

const nets = [
  { maps: 32, published: 0.9954, parameters: "151K" },
  { maps: 16, published: 0.994, parameters: "39K" },
];

/** Accuracy that a net of the authors' layout reached. */
type ConvolutionalFinding = Pick<
  Row<typeof accuracySchema>,
  "accuracy" | "parameters" | "steps"
>;

/** Claim 13 of a net of so many maps. */
function criterionOf(
  { maps, published, parameters }: typeof nets[number],
): Criterion<ConvolutionalFinding> {
  const size = parameterCount(mnistNet({ maps }));
  return {
    number: 13,
    statement: `A convolutional highway net of 10 layers and ${maps} maps learns MNIST`,
    about: ["mnist"],
    source: "long paper, MNIST",
    criterion: `after ${STEPS.toLocaleString("en")} steps a test accuracy of at least ` +
      percent(published - MARGIN),
    published: `${percent(published)}, ${parameters} parameters`,
    figure: "convolutional_gates",
    parts: ({ accuracy, parameters, steps }) =>
      parameters === size && steps >= STEPS ? [accuracy >= published - MARGIN] : [],
    words: ({ accuracy, parameters, steps }) =>
      measured`${percent(accuracy)}, ${parameters.toLocaleString("en")} parameters, ${
        steps.toLocaleString("en")
      } steps`,
    headline: {
      claim: `A convolutional net of ${maps} maps learns MNIST`,
      quantity: "test error, %",
      published: 100 * (1 - published),
      value: ({ accuracy }) => 100 * (1 - accuracy),
    },
  };
}

/** What else claim 13 says, not tested as there is no CIFAR-10 here, and no augmentation. */
const untested: readonly Criterion<never>[] = [
  {
    number: 13,
    statement: "Convolutional highway nets of 11, 19 and 32 layers learn CIFAR-10",
    about: [],
    source: "long paper, CIFAR-10",
    criterion: "test accuracies of at least 89.08 %, 92.36 % and 91.10 %",
    published: "89.18 % with 236K parameters, 92.46 % with 2.3M, 91.20 % with 1.25M",
    figure: "",
    parts: () => [],
    words: () => measured``,
    headline: {
      claim: "Convolutional nets learn CIFAR-10",
      quantity: "test error, 19 layers, %",
      published: 7.54,
      value: () => NaN,
    },
  },
  {
    number: 13,
    statement: "A convolutional highway net of 19 layers learns CIFAR-100, with augmentation",
    about: ["cifar100"],
    source: "long paper, CIFAR-100",
    criterion: "a test accuracy of at least 67.5 %",
    published: "67.6 %",
    figure: "",
    parts: () => [],
    words: () => measured``,
    headline: {
      claim: "A convolutional net learns CIFAR-100",
      quantity: "test error, %",
      published: 32.4,
      value: () => NaN,
    },
  },
];

/**
 * Judges claim 13, on test accuracies of the authors' convolutional nets for MNIST. Only a net of
 * the published size after the published number of steps is judged; of others the table has the
 * accuracy, not a verdict. Nets for CIFAR-10 and CIFAR-100 are there as not tested. The report shows
 * no convolutional net.
 */
export function convolutionalClaims(
  accuracies: DataFrame,
  datasets: readonly Dataset[],
): JudgedClaim[] {
  const rows = records(accuracySchema, accuracies);
  const judged = nets.map((net) => {
    const size = parameterCount(mnistNet({ maps: net.maps }));
    const same = rows.filter(({ parameters }) => parameters === size);
    const findings = (same.length > 0 ? same : rows)
      .map((found) => ({ dataset: found.dataset, seed: found.seed, found }));
    return judge(criterionOf(net), findings, datasets);
  });
  return [...judged, ...untested.map((criterion) => judge(criterion, [], datasets))];
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} %`;
}
