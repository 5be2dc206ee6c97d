import type { DataFrame } from "nodejs-polars";
import type { Dataset } from "../data/dataset.ts";
import { records } from "../frame.ts";
import { highway as highwayNet, plain as plainNet } from "../models/network_spec.ts";
import { parameterCount } from "../models/parameters.ts";
import { highwayRate, sizes } from "./experiments.ts";
import { settingsSchema } from "./frames.ts";
import { measured } from "./measured.ts";
import { profileSettings } from "./profile.ts";
import { publishedLosses } from "./published.ts";
import { depthsOf, readings, type SweepNet, sweepNets } from "./sweep_nets.ts";
import {
  type Criterion,
  type Finding,
  judge,
  type JudgedClaim,
  type JudgedData,
  part,
} from "./verdict.ts";

const figure = "figure_08_depth_sweep";

/** One seed's nets by depth; NaN where there is no net. */
interface DepthFinding {
  readonly depths: readonly number[];
  /** Final losses; infinite where the net diverged. */
  readonly plain: readonly number[];
  readonly highway: readonly number[];
  /** Epochs after which the highway net is at the plain net's final loss; infinite if never. */
  readonly reached: readonly number[];
  /** Epochs of each plain net; infinite where it diverged. */
  readonly epochs: readonly number[];
  /** Epochs of the longest training. */
  readonly lastEpoch: number;
}

/** Whether a part of a criterion holds; undefined if one of its values is NaN, which is unknown. */
function partOf(values: readonly number[], holds: (...values: number[]) => boolean) {
  return part(values.map((value) => Number.isNaN(value) ? undefined : value), holds);
}

const plain: Criterion<DepthFinding> = {
  number: 5,
  statement: "Plain nets get worse with depth",
  about: ["mnist"],
  source: "IV, Figure 8",
  criterion: "the final loss rises from 10 to 20, to 50, to 100 layers",
  published: "1.2e-5 at 10 layers, 1.1e-4 at 20, 2.3e-3 at 50, 0.19 at 100",
  figure,
  parts: ({ plain }) => {
    const known = plain.filter((loss) => !Number.isNaN(loss));
    return known.slice(1).map((loss, index) => loss > known[index]);
  },
  words: ({ plain }) => measured`${plain}`,
  headline: {
    claim: "Plain nets get worse with depth",
    quantity: "loss, 100/10 layers",
    value: (nets) => lossAt(nets, "plain", 100) / lossAt(nets, "plain", 10),
  },
};

const highway: Criterion<DepthFinding> = {
  number: 6,
  statement: "Highway nets do not get worse with depth, and at 100 layers end far below plain",
  about: ["mnist"],
  source: "IV, Figure 8",
  criterion: "final losses within a factor of 2 from 10 to 100 layers; at 100 layers the plain " +
    "net's is at least 100 times the highway net's",
  published: "1.8e-5 at 10 or 20 layers, 1.2e-5 at 100; plain 0.185 at 100",
  figure,
  parts: ({ plain, highway }) => [
    partOf(highway, (...losses) => Math.max(...losses) / Math.min(...losses) <= 2),
    partOf([last(plain), last(highway)], (plain, highway) => plain / highway >= 100),
  ],
  words: ({ depths, plain, highway }) =>
    measured`${highway}; plain/highway at ${String(depths.at(-1))}: ${last(plain) / last(highway)}`,
  headline: {
    claim: "Highway nets do not; far below plain at 100",
    quantity: "loss at 100, plain/highway",
    value: (nets) => lossAt(nets, "plain", 100) / lossAt(nets, "highway", 100),
  },
};

const faster: Criterion<DepthFinding> = {
  number: 7,
  statement: "Highway nets converge faster than plain nets at every depth",
  about: ["mnist"],
  source: "IV, Figure 8",
  criterion: "at every depth the highway net reaches the plain net's final loss in fewer epochs",
  published: "highway below plain at 50 and 100 layers; the curve of 10 or 20 layers below plain " +
    "10 until epoch 65 only",
  figure,
  parts: ({ reached, epochs }) =>
    reached.map((reached, index) =>
      partOf([reached, epochs[index]], (reached, epochs) => reached < epochs)
    ),
  words: ({ reached, lastEpoch }) => measured`after ${reached} epochs of ${String(lastEpoch)}`,
  headline: {
    claim: "Highway nets converge faster at every depth",
    quantity: "depths of 4 where they do",
    value: ({ reached, epochs }) =>
      reached.filter((reached, index) => reached < epochs[index]).length,
  },
};

const between: Criterion<DepthFinding> = {
  number: 14,
  statement: 'Plain nets of 10 and 20 layers end "between 1e-3 and 1e-4"',
  about: ["mnist"],
  source: "IV, text to Figure 8",
  criterion: "the final losses of both are from 1e-4 to 1e-3",
  published: "its own files: 1.2e-5 at 10 layers, 1.1e-4 at 20",
  figure,
  parts: (nets) =>
    [10, 20].map((depth) =>
      partOf([lossAt(nets, "plain", depth)], (loss) => loss >= 1e-4 && loss <= 1e-3)
    ),
  words: (nets) => measured`${[10, 20].map((depth) => lossAt(nets, "plain", depth))}`,
  headline: {
    claim: "10 and 20 plain layers end at 1e-4 to 1e-3",
    quantity: "loss at 10 layers",
    value: (nets) => lossAt(nets, "plain", 10),
  },
};

const scale: Criterion<DepthFinding> = {
  number: 15,
  statement: "The highway net of 100 layers ends at the scale of the plain net of 10",
  about: ["mnist"],
  source: "Figure 8, caption",
  criterion: "their final losses are within a factor of 3",
  published: "1.2e-5 both",
  figure,
  parts: (nets) => [
    partOf(
      [lossAt(nets, "highway", 100), lossAt(nets, "plain", 10)],
      (deep, shallow) => Math.max(deep, shallow) / Math.min(deep, shallow) <= 3,
    ),
  ],
  words: (nets) =>
    measured`highway 100 ${lossAt(nets, "highway", 100)}, plain 10 ${lossAt(nets, "plain", 10)}`,
  headline: {
    claim: "100 highway layers end where 10 plain do",
    quantity: "loss, plain/highway",
    value: (nets) => lossAt(nets, "plain", 10) / lossAt(nets, "highway", 100),
  },
};

function lossAt(nets: DepthFinding, architecture: "plain" | "highway", depth: number): number {
  return nets[architecture][nets.depths.indexOf(depth)] ?? NaN;
}

function last(values: readonly number[]): number {
  return values.at(-1) ?? NaN;
}

/** Final losses by depth with the quoted settings, and the least with others; NaN if unknown. */
interface RivalFinding {
  readonly quoted: readonly number[];
  readonly others: readonly number[];
}

const notBeaten = ({ quoted, others }: RivalFinding) =>
  quoted.map((loss, index) => partOf([loss, others[index]], (loss, other) => loss <= other));
const rivals = ({ quoted, others }: RivalFinding) =>
  measured`${quoted} as quoted, ${others} with others`;

const smallRate: Criterion<RivalFinding> = {
  number: 16,
  statement: "For plain nets of 50 and 100 layers the rate had to be decreased to 0.00001",
  about: ["mnist"],
  source: "IV, text to Figure 8",
  criterion: "at 50 and 100 layers no plain net that was trained at a larger rate ends lower",
  published: "had to decrease the learning rate to 0.00001",
  figure,
  parts: notBeaten,
  words: rivals,
  headline: {
    claim: "50 and 100 plain layers need a rate of 1e-5",
    quantity: "loss at 50, best/at 1e-5",
    value: ({ quoted: [quoted], others: [other] }) => other / quoted,
  },
};

const lowest: Criterion<RivalFinding> = {
  number: 17,
  statement: "Highway nets have the lowest loss with a gate bias of -4, momentum 0.9 and rate 0.1",
  about: ["mnist"],
  source: "IV, text to Figure 8",
  criterion: "at no depth does a highway net with the best settings of a search end lower",
  published: "the lowest loss was achieved using -4, 0.9, 0.1",
  figure,
  parts: notBeaten,
  words: rivals,
  headline: {
    claim: "Highway nets do best at bias -4, rate 0.1",
    quantity: "loss at 100, best/quoted",
    value: ({ quoted, others }) => last(others) / last(quoted),
  },
};

/** Numbers of parameters of the plain and the highway net, by depth. */
interface SizeFinding {
  readonly plain: readonly number[];
  readonly highway: readonly number[];
}

const sameSize: Criterion<SizeFinding> = {
  number: 18,
  statement:
    "Plain nets 71 wide and highway nets 50 wide have roughly the same number of parameters",
  about: ["mnist"],
  source: "IV, text to Figure 8",
  criterion: "at every depth the larger has at most 10 % more than the smaller",
  published: "71 and 50 neurons, to keep the number of parameters roughly the same",
  figure,
  parts: (nets) => apart(nets).map((percent) => percent <= 10),
  words: (nets) => measured`${apart(nets)} % apart`,
  headline: {
    claim: "71 plain and 50 highway units: equal sizes",
    quantity: "larger by, 10 layers, %",
    value: (nets) => apart(nets)[0],
  },
};

function apart({ plain, highway }: SizeFinding): number[] {
  return plain.map((count, index) =>
    100 * (Math.max(count, highway[index]) / Math.min(count, highway[index]) - 1)
  );
}

/**
 * Judges claims 5 to 7 and 14 to 18. Where there are nets with other settings than the quoted ones,
 * there are three readings side by side: the quoted settings; rates that give the report's curves,
 * as far as they are known; the best settings found, for both kinds of net. Where a seed lacks a
 * net, comparisons with it are not judged.
 *
 * @param compared A frame of {@linkcode settingsFrame}.
 */
export function depthClaims(
  compared: DataFrame,
  dataset: JudgedData & Pick<Dataset, "shape" | "classes">,
): JudgedClaim[] {
  const nets = sweepNets(records(settingsSchema, compared));
  const depths = depthsOf(nets);
  const findings = readings(nets).flatMap(({ of, nets }) =>
    [...Map.groupBy(nets, ({ seed }) => seed)].map(([seed, nets]): Finding<DepthFinding> => (
      { dataset: dataset.name, seed, of, found: depthFinding(nets, depths) }
    ))
  );
  const point = { settings: "report", learningRate: NaN, seed: 0 };
  const published = sweepNets(publishedLosses.map((one) => ({ ...point, ...one })));
  const of = "one file for highway nets of 10 and 20 layers";
  const report = [{ of, found: depthFinding(published, depthsOf(published)) }];
  const asQuoted = findings.filter(({ of }) => of === findings[0].of);
  const controls = asQuoted.map(({ found }) => ({
    control: "plain nets in place of highway nets",
    found: { ...found, highway: found.plain, reached: found.epochs },
  }));
  const highways = asQuoted.map(({ found }) => ({
    control: "highway nets in place of plain nets",
    found: { ...found, plain: found.highway },
  }));
  const { plainRates } = profileSettings.report;
  const rivals = (
    architecture: string,
    depths: readonly number[],
    rate: (depth: number) => number,
  ) =>
    rivalFindings(nets.filter((net) => net.architecture === architecture), depths, rate)
      .map((finding) => ({ ...finding, dataset: dataset.name }));
  return [
    judge(plain, findings, [dataset], { report, controls: highways }),
    judge(highway, findings, [dataset], { report, controls }),
    judge(faster, findings, [dataset], { report, controls }),
    judge(between, findings, [dataset], { report }),
    judge(scale, findings, [dataset], { report }),
    judge(smallRate, rivals("plain", [50, 100], (depth) => plainRates[depth]), [dataset]),
    judge(lowest, rivals("highway", depths, () => highwayRate), [dataset]),
    judge(sameSize, nets.length > 0 ? [sizeFinding(depths, dataset)] : [], [dataset], {
      report: [sizeFinding(depthsOf(published), reportDataset)],
    }),
  ];
}

/**
 * Nets of one kind: quoted settings against others; none in a profile without the quoted settings.
 */
function rivalFindings(
  nets: readonly SweepNet[],
  depths: readonly number[],
  rateOf: (depth: number) => number,
): { seed: number; found: RivalFinding }[] {
  return [...Map.groupBy(nets, ({ seed }) => seed)].flatMap(([seed, own]) => {
    const least = (isMeant: (net: SweepNet, rate: number) => boolean) =>
      depths.map((depth) => {
        const rate = Math.fround(rateOf(depth));
        const meant = own.filter((net) => net.depth === depth && isMeant(net, rate));
        return meant.length > 0 ? Math.min(...meant.map(({ finalLoss }) => finalLoss)) : NaN;
      });
    const found = {
      quoted: least((net, rate) => net.settings === "quoted" && net.rate === rate),
      others: least((net, rate) =>
        net.settings !== "quoted" && (net.architecture === "highway" || net.rate > rate)
      ),
    };
    return notBeaten(found).some((known) => known !== undefined) ? [{ seed, found }] : [];
  });
}

/** MNIST's sizes, which decide those of the report's nets. */
const reportDataset = { name: "mnist", shape: [28, 28, 1], classes: Array(10).fill("") } as const;

function sizeFinding(
  depths: readonly number[],
  dataset: Pick<Dataset, "name" | "shape" | "classes">,
): Finding<SizeFinding> {
  const size = sizes(dataset);
  return {
    dataset: dataset.name,
    found: {
      plain: depths.map((depth) => parameterCount(plainNet({ depth, ...size }))),
      highway: depths.map((depth) => parameterCount(highwayNet({ depth, ...size }))),
    },
  };
}

function depthFinding(nets: readonly SweepNet[], depths: readonly number[]): DepthFinding {
  const of = (architecture: string) =>
    depths.map((depth) =>
      nets.find((net) => net.architecture === architecture && net.depth === depth)
    );
  const [plain, highway] = [of("plain"), of("highway")];
  return {
    depths,
    plain: plain.map((net) => net?.finalLoss ?? NaN),
    highway: highway.map((net) => net?.finalLoss ?? NaN),
    reached: highway.map((net, index) => {
      const goal = plain[index]?.finalLoss;
      if (goal === undefined || !net) return NaN;
      return net.curve.find(({ loss }) => loss < Infinity && loss <= goal)?.epoch ?? Infinity;
    }),
    epochs: plain.map((net) =>
      net?.finalLoss === Infinity ? Infinity : net?.curve.at(-1)?.epoch ?? NaN
    ),
    lastEpoch: Math.max(...nets.flatMap(({ curve }) => curve.map(({ epoch }) => epoch))),
  };
}
