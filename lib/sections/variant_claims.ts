import type { DataFrame } from "nodejs-polars";
import type { Dataset } from "../data/dataset.ts";
import { frame, records, type Row } from "../frame.ts";
import type { Run } from "../store/record.ts";
import { highwayRate } from "./experiments.ts";
import { historySchema } from "./frames.ts";
import { measured } from "./measured.ts";
import { finalLoss, trains, trainsWhen } from "./trains.ts";
import { type Criterion, judge, type JudgedClaim, type JudgedData } from "./verdict.ts";

/** Columns of {@linkcode variantFrame}. */
export const variantSchema = {
  architecture: "string",
  depth: "int",
  activation: "string",
  initializer: "string",
  learningRate: "float",
  /** "clipped" gradients, a rate with "decay", or "neither". */
  help: "string",
  seed: "int",
  /** Of the last epoch, in nats; infinite where the net diverged. */
  loss: "float",
} as const;

/** The final loss of every run. */
export function variantFrame(runs: readonly Run[]): DataFrame {
  return frame(
    variantSchema,
    runs.map(({ experiment: { network, seed, training }, history }) => ({
      ...network,
      learningRate: training.learningRate,
      help: training.clipNorm !== undefined ? "clipped" : training.decay ? "decay" : "neither",
      seed,
      loss: finalLoss(history.at(-1)!.loss),
    })),
  );
}

const figure = "variants";
const training = `training: ${trainsWhen}, after a few epochs`;

/** One seed's final losses by initial weights. */
interface WeightsFinding {
  /** Normal, of one deviation in every layer; undefined where there is no net. */
  readonly fixed?: readonly number[];
  readonly glorot: readonly number[];
  readonly he: readonly number[];
  readonly rates: readonly number[];
  readonly classes: number;
}

const plain: Criterion<WeightsFinding> = {
  number: 19,
  statement: "Plain nets cannot be trained without variance-preserving initial weights",
  about: ["mnist"],
  source: "I, III",
  criterion:
    "with normal weights of a deviation of 0.05 in every layer a tanh net trains at none " +
    `of the learning rates, with Glorot's and with He's weights at one or more (${training})`,
  published: "cannot be trained without; no run is shown",
  figure,
  parts: ({ fixed = [], glorot, he, classes }) => {
    const some = (losses: readonly number[]) => losses.some((loss) => trains(loss, classes));
    return [!some(fixed) && some(glorot) && some(he)];
  },
  words: ({ fixed = [], glorot, he, rates }) =>
    measured`loss ${fixed} with a fixed deviation, ${glorot} Glorot, ${he} He, at rates ${
      rates.join(", ")
    }`,
  headline: {
    claim: "Plain nets need variance-preserving weights",
    quantity: "loss without, 10 layers",
    value: ({ fixed = [] }) => fixed.length > 0 ? Math.min(...fixed) : NaN,
  },
};

const highway: Criterion<WeightsFinding> = {
  number: 20,
  statement: "Highway nets do not depend on initial weights and activation",
  about: ["mnist"],
  source: "I",
  criterion: "tanh, ReLU and sigmoid nets, each with weights of a fixed deviation, Glorot's and " +
    `He's, all train (${training}); their losses are within a factor of 2`,
  published: "independent of those factors; no run is shown",
  figure,
  parts: ({ fixed = [], glorot, he, classes }) => {
    const losses = [...fixed, ...glorot, ...he];
    return [
      losses.every((loss) => trains(loss, classes)),
      Math.max(...losses) / Math.min(...losses) <= 2,
    ];
  },
  words: ({ fixed = "-", glorot, he }) =>
    measured`loss of tanh, ReLU, sigmoid ${fixed} with a fixed deviation, ${glorot} Glorot, ${he} He`,
  headline: {
    claim: "Highway nets: any weights and activation",
    quantity: "largest loss / smallest",
    value: ({ fixed = [], glorot, he }) => {
      const losses = [...fixed, ...glorot, ...he];
      return Math.max(...losses) / Math.min(...losses);
    },
  },
};

/** Final losses of one seed's nets at one learning rate. */
interface HelpFinding {
  readonly neither: number;
  readonly clipped: number;
  readonly decay: number;
  readonly classes: number;
}

const relu: Criterion<HelpFinding> = {
  number: 21,
  statement: "Highway nets with ReLU need gradients clipped or a decaying rate",
  about: ["mnist"],
  source: "V",
  criterion: "the net does not train without either, and trains with gradients clipped at a norm " +
    `of 1 or with a rate that decays by 0.96 every 100 steps (${training})`,
  published: "one should use clipping or a decaying rate; no run is shown",
  figure,
  parts: ({ neither, clipped, decay, classes }) => [
    !trains(neither, classes) && (trains(clipped, classes) || trains(decay, classes)),
  ],
  words: ({ neither, clipped, decay }) =>
    measured`loss ${neither} without either, ${clipped} clipped, ${decay} with decay`,
  headline: {
    claim: "Highway ReLU nets need clipping or decay",
    quantity: "loss without, least rate",
    value: ({ neither }) => neither,
  },
};

/** A net's end, as far as these claims need it. */
type End = Pick<
  Row<typeof variantSchema>,
  "activation" | "initializer" | "learningRate" | "loss"
>;

/**
 * Judges claims 19 to 21, on plain and highway nets with several initial weights, activations and
 * learning rates; the report shows no run of them.
 *
 * @param variants A frame of {@linkcode variantFrame}'s columns.
 * @param diagnostics History of 50-layer plain nets of each activation, for claim 20's criterion to
 * be tried on.
 */
export function variantClaims(
  variants: DataFrame,
  dataset: JudgedData & Pick<Dataset, "classes">,
  diagnostics: DataFrame = frame(historySchema, []),
): JudgedClaim[] {
  const classes = dataset.classes.length;
  const seeds = [...Map.groupBy(records(variantSchema, variants), ({ seed }) => seed)];
  const weights = (ends: readonly End[]): WeightsFinding => {
    const of = (initializer: string) =>
      ["tanh", "relu", "sigmoid"].flatMap((activation) =>
        ends.filter((end) => end.activation === activation && end.initializer === initializer)
          .map(({ loss }) => loss)
      );
    const fixed = of("random-normal");
    return {
      fixed: fixed.length > 0 ? fixed : undefined,
      glorot: of("glorot-uniform"),
      he: of("he-normal"),
      rates: [...new Set(ends.map(({ learningRate }) => learningRate))],
      classes,
    };
  };
  const plainNets = [10, 50].flatMap((depth) =>
    seeds.map(([seed, ends]) => {
      const own = ends.filter((end) => end.architecture === "plain" && end.depth === depth);
      return { dataset: dataset.name, seed, of: `${depth} layers`, found: weights(own) };
    })
  );
  const highwayNets = seeds.map(([seed, ends]) => ({
    seed,
    ends: ends.filter(({ architecture }) => architecture === "highway"),
  }));
  const asQuoted = highwayNets.map(({ seed, ends }) => ({
    seed,
    ends: ends.filter(({ learningRate, help }) =>
      learningRate === highwayRate && help === "neither"
    ),
  }));
  const helped = highwayNets.flatMap(({ seed, ends }) => {
    const glorot = ends.filter(({ initializer }) => initializer === "glorot-uniform");
    const nets = Map.groupBy(
      glorot.filter(({ activation }) => activation !== "sigmoid"),
      ({ activation, learningRate }) => `${activation} ${learningRate}`,
    );
    return [...nets.values()].flatMap((ends) => {
      const loss = (help: string) => ends.find((end) => end.help === help)?.loss;
      const [{ activation, learningRate }] = ends;
      const [neither, clipped, decay] = [loss("neither"), loss("clipped"), loss("decay")];
      if (neither === undefined || clipped === undefined || decay === undefined) return [];
      const found = { neither, clipped, decay, classes };
      return [{ dataset: dataset.name, seed, activation, of: `rate ${learningRate}`, found }];
    });
  }).toSorted((a, b) => a.of < b.of ? -1 : Number(a.of > b.of));
  const judged = [dataset];
  return [
    judge(plain, plainNets, judged, {
      controls: asQuoted.map(({ ends }) => ({
        control: "tanh highway net",
        found: weights(ends.filter(({ activation }) => activation === "tanh")),
      })),
    }),
    judge(
      highway,
      asQuoted.map(({ seed, ends }) => ({ dataset: dataset.name, seed, found: weights(ends) })),
      judged,
      {
        controls: lastOfEach(diagnostics).map((ends) => ({
          control: "plain nets in place of highway nets",
          found: weights(ends),
        })),
      },
    ),
    judge(relu, helped.filter(({ activation }) => activation === "relu"), judged, {
      controls: helped.filter(({ activation }) => activation === "tanh").map(({ of, found }) => ({
        control: `tanh highway net, ${of}`,
        found,
      })),
    }),
  ];
}

/** The nets of each seed as they end. */
function lastOfEach(history: DataFrame): End[][] {
  const seeds = Map.groupBy(records(historySchema, history), ({ seed }) => seed);
  return [...seeds.values()].map((rows) => {
    const nets = Map.groupBy(
      rows,
      ({ activation, initializer }) => `${activation} ${initializer}`,
    );
    return [...nets.values()].map((epochs) => {
      const last = epochs.at(-1)!;
      return { ...last, loss: finalLoss(last.loss) };
    });
  });
}
