import type { DataFrame } from "nodejs-polars";
import type { Dataset } from "../data/dataset.ts";
import { records, type Row } from "../frame.ts";
import { highway as highwayNet, plain as plainNet } from "../models/network_spec.ts";
import { parameterCount } from "../models/parameters.ts";
import { highwayRate, sizes } from "./experiments.ts";
import { settingsSchema } from "./frames.ts";
import { measured, median } from "./measured.ts";
import { profileSettings } from "./profile.ts";
import { identifiedRates, publishedLosses } from "./published.ts";
import { finalLoss } from "./trains.ts";
import {
  type Criterion,
  type Finding,
  judge,
  type JudgedClaim,
  type JudgedData,
  part,
} from "./verdict.ts";

const figure = "figure_08_depth_sweep";

/** One seed's nets; by depth, undefined where there is no net. */
interface DepthFinding {
  readonly depths: readonly number[];
  /** Final losses; infinite where the net diverged. */
  readonly plain: readonly (number | undefined)[];
  readonly highway: readonly (number | undefined)[];
  /** Epochs after which the highway net is at the plain net's final loss; infinite if never. */
  readonly reached: readonly (number | undefined)[];
  /** Epochs of each plain net; infinite where it diverged. */
  readonly epochs: readonly (number | undefined)[];
  /** Of the longest training. */
  readonly lastEpoch: number;
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
    const known = plain.filter((loss) => loss !== undefined);
    return known.slice(1).map((loss, index) => loss > known[index]);
  },
  words: ({ plain }) => measured`${plain.map(orNaN)}`,
  headline: {
    claim: "Plain nets get worse with depth",
    quantity: "loss, 100/10 layers",
    value: (nets) => orNaN(lossAt(nets, "plain", 100)) / orNaN(lossAt(nets, "plain", 10)),
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
    part(highway, (...losses) => Math.max(...losses) / Math.min(...losses) <= 2),
    part([plain.at(-1), highway.at(-1)], (plain, highway) => plain / highway >= 100),
  ],
  words: ({ depths, plain, highway }) =>
    measured`${highway.map(orNaN)}; plain/highway at ${String(depths.at(-1))}: ${
      orNaN(plain.at(-1)) / orNaN(highway.at(-1))
    }`,
  headline: {
    claim: "Highway nets do not; far below plain at 100",
    quantity: "loss at 100, plain/highway",
    value: (nets) => orNaN(lossAt(nets, "plain", 100)) / orNaN(lossAt(nets, "highway", 100)),
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
      part([reached, epochs[index]], (reached, epochs) => reached < epochs)
    ),
  words: ({ reached, lastEpoch }) =>
    measured`after ${reached.map(orNaN)} epochs of ${String(lastEpoch)}`,
  headline: {
    claim: "Highway nets converge faster at every depth",
    quantity: "depths of 4 where they do",
    value: ({ reached, epochs }) =>
      reached.filter((reached, index) => orNaN(reached) < orNaN(epochs[index])).length,
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
      part([lossAt(nets, "plain", depth)], (loss) => loss >= 1e-4 && loss <= 1e-3)
    ),
  words: (nets) => measured`${[10, 20].map((depth) => orNaN(lossAt(nets, "plain", depth)))}`,
  headline: {
    claim: "10 and 20 plain layers end at 1e-4 to 1e-3",
    quantity: "loss at 10 layers",
    value: (nets) => orNaN(lossAt(nets, "plain", 10)),
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
    part(
      [lossAt(nets, "highway", 100), lossAt(nets, "plain", 10)],
      (deep, shallow) => Math.max(deep, shallow) / Math.min(deep, shallow) <= 3,
    ),
  ],
  words: (nets) =>
    measured`highway 100 ${orNaN(lossAt(nets, "highway", 100))}, plain 10 ${
      orNaN(lossAt(nets, "plain", 10))
    }`,
  headline: {
    claim: "100 highway layers end where 10 plain do",
    quantity: "loss, plain/highway",
    value: (nets) => orNaN(lossAt(nets, "plain", 10)) / orNaN(lossAt(nets, "highway", 100)),
  },
};

function lossAt(
  nets: DepthFinding,
  architecture: "plain" | "highway",
  depth: number,
): number | undefined {
  return nets[architecture][nets.depths.indexOf(depth)];
}

/** By depth, the final loss with the settings that the report quotes, and the least with others. */
interface RivalFinding {
  readonly quoted: readonly (number | undefined)[];
  readonly others: readonly (number | undefined)[];
}

const notBeaten = ({ quoted, others }: RivalFinding) =>
  quoted.map((loss, index) => part([loss, others[index]], (loss, other) => loss <= other));
const rivals = ({ quoted, others }: RivalFinding) =>
  measured`${quoted.map(orNaN)} as quoted, ${others.map(orNaN)} with others`;

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
    value: ({ quoted: [quoted], others: [other] }) => orNaN(other) / orNaN(quoted),
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
    value: ({ quoted, others }) => orNaN(others.at(-1)) / orNaN(quoted.at(-1)),
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

/** A row of a training curve. */
type CurveRow = Pick<SettingsRow, "architecture" | "depth" | "epoch" | "loss" | "state">;

type SettingsRow = Row<typeof settingsSchema>;

/**
 * Judges claims 5 to 7, and 14 to 18, on training plain and highway nets of 10 to 100 layers, where there are nets
 * with other settings than the quoted ones by three readings side by side: as quoted; with the rates
 * that give the report's curves, where they are known; with the best settings that were found, for
 * both kinds of net. A net that diverged has an infinite loss; where a seed lacks one, what it would
 * be compared with is not judged.
 *
 * @param compared A frame of {@linkcode settingsFrame}'s columns.
 */
export function depthClaims(
  compared: DataFrame,
  dataset: JudgedData & Pick<Dataset, "shape" | "classes">,
): JudgedClaim[] {
  const rows = records(settingsSchema, compared);
  const depths = depthsOf(rows);
  const findings = readings(rows).flatMap(({ of, rows }) =>
    [...Map.groupBy(rows, ({ seed }) => seed)].map(([seed, rows]): Finding<DepthFinding> => (
      { dataset: dataset.name, seed, of, found: depthFinding(rows, depths) }
    ))
  );
  const curves = publishedLosses.map((point) => ({ ...point, state: "training" }));
  const of = "one file for highway nets of 10 and 20 layers";
  const report = [{ of, found: depthFinding(curves, depthsOf(curves)) }];
  const asQuoted = findings.filter(({ of }) => of === findings[0].of);
  const controls = asQuoted.map(({ found }) => ({
    control: "plain nets in place of highway nets",
    found: { ...found, highway: found.plain, reached: found.epochs },
  }));
  const highways = asQuoted.map(({ found }) => ({
    control: "highway nets in place of plain nets",
    found: { ...found, plain: found.highway },
  }));
  return [
    judge(plain, findings, [dataset], { report, controls: highways }),
    judge(highway, findings, [dataset], { report, controls }),
    judge(faster, findings, [dataset], { report, controls }),
    judge(between, findings, [dataset], { report }),
    judge(scale, findings, [dataset], { report }),
    judge(smallRate, rivalFindings(rows, "plain", [50, 100], dataset), [dataset]),
    judge(lowest, rivalFindings(rows, "highway", depths, dataset), [dataset]),
    judge(sameSize, rows.length > 0 ? [sizeFinding(depths, dataset)] : [], [dataset], {
      report: [sizeFinding(depthsOf(curves), reportDataset)],
    }),
  ];
}

/** Nets as quoted against those with other settings; none in a profile that has not the quoted. */
function rivalFindings(
  rows: readonly SettingsRow[],
  architecture: "plain" | "highway",
  depths: readonly number[],
  { name }: JudgedData,
): Finding<RivalFinding>[] {
  const rates: Readonly<Record<number, number>> = architecture === "plain"
    ? profileSettings.report.plainRates
    : Object.fromEntries(depths.map((depth) => [depth, highwayRate]));
  const nets = Map.groupBy(
    rows.filter((row) => row.architecture === architecture),
    ({ settings, depth, seed }) => `${settings} ${depth} ${seed}`,
  );
  const ends = [...nets.values()].map((curve) => ({
    depth: curve[0].depth,
    seed: curve[0].seed,
    isQuoted: curve[0].settings === "quoted" &&
      curve[0].learningRate === Math.fround(rates[curve[0].depth]),
    isOther: curve[0].settings !== "quoted",
    rate: curve[0].learningRate,
    loss: finalLoss(curve.at(-1)!.loss),
  }));
  return [...Map.groupBy(ends, ({ seed }) => seed)].flatMap(([seed, own]) => {
    const quoted = depths.map((depth) =>
      own.find((net) => net.depth === depth && net.isQuoted)?.loss
    );
    const others = depths.map((depth) => {
      const losses = own.filter((net) =>
        net.depth === depth && net.isOther &&
        (architecture === "highway" || net.rate > Math.fround(rates[depth]))
      ).map(({ loss }) => loss);
      return losses.length > 0 ? Math.min(...losses) : undefined;
    });
    const isThere = quoted.some((loss, index) => loss !== undefined && others[index] !== undefined);
    return isThere ? [{ dataset: name, seed, found: { quoted, others } }] : [];
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
      highway: depths.map((depth) => parameterCount(highwayNet({ depth, gateBias: -4, ...size }))),
    },
  };
}

function readings(rows: readonly SettingsRow[]): { of?: string; rows: readonly SettingsRow[] }[] {
  const quoted = rows.filter(({ settings }) => settings === "quoted");
  if (quoted.length === rows.length) return [{ rows }];
  const highway = quoted.filter(({ architecture }) => architecture === "highway");
  return [
    { of: "as quoted", rows: quoted },
    { of: "as the report's curves show", rows: [...identified(rows), ...highway] },
    { of: "best found", rows: bestFound(rows) },
  ];
}

/** Plain nets at the rates that give the report's curves. */
function identified(rows: readonly SettingsRow[]): SettingsRow[] {
  const nets = Map.groupBy(
    rows.filter(({ architecture, settings }) =>
      architecture === "plain" && settings !== "best of search"
    ),
    ({ settings, depth, seed }) => `${settings} ${depth} ${seed}`,
  );
  return [...nets.values()].filter(([{ depth, learningRate }]) =>
    learningRate === Math.fround(identifiedRates[depth])
  ).flat();
}

/** Of each kind and depth, the nets whose settings give the least final loss, by the median seed. */
function bestFound(rows: readonly SettingsRow[]): SettingsRow[] {
  const nets = Map.groupBy(rows, ({ architecture, depth }) => `${architecture} ${depth}`);
  return [...nets.values()].flatMap((rows) => {
    const choices = Map.groupBy(rows, ({ settings }) => settings).values();
    const rated = [...choices].map((rows) => {
      const finals = [...Map.groupBy(rows, ({ seed }) => seed).values()]
        .map((curve) => finalLoss(curve.at(-1)!.loss));
      return { rows, loss: median(finals) };
    });
    return rated.toSorted((a, b) => a.loss - b.loss)[0].rows;
  });
}

function depthsOf(rows: readonly CurveRow[]): number[] {
  return [...new Set(rows.map(({ depth }) => depth))].sort((a, b) => a - b);
}

function depthFinding(rows: readonly CurveRow[], depths: readonly number[]): DepthFinding {
  const curve = (architecture: string, depth: number) =>
    rows.filter((row) => row.architecture === architecture && row.depth === depth)
      .map(({ epoch, loss, state }) => ({ epoch, loss: state === "diverged" ? Infinity : loss }));
  const finals = (architecture: string) =>
    depths.map((depth) => curve(architecture, depth).at(-1)?.loss);
  const plain = finals("plain");
  return {
    depths,
    plain,
    highway: finals("highway"),
    reached: depths.map((depth, index) => {
      const [goal, losses] = [plain[index], curve("highway", depth)];
      if (goal === undefined || losses.length === 0) return undefined;
      return losses.find(({ loss }) => Number.isFinite(loss) && loss <= goal)?.epoch ?? Infinity;
    }),
    epochs: depths.map((depth, index) =>
      plain[index] === Infinity ? Infinity : curve("plain", depth).at(-1)?.epoch
    ),
    lastEpoch: Math.max(...rows.map(({ epoch }) => epoch)),
  };
}

function orNaN(value: number | undefined): number {
  return value ?? NaN;
}
